/** Any method, as decorators see it. */
type AnyMethod = (this: never, ...args: never) => unknown;

/** Any class, as decorators see it. */
type AnyClass = abstract new (...args: never) => object;

/** A decorator of classes in both dialects: only the standard one has a context. */
export type ClassDecoratorOf = (value: AnyClass, context?: ClassDecoratorContext) => void;

/** A decorator of methods in both dialects. */
export interface MethodDecoratorOf {
  (value: AnyMethod, context: ClassMethodDecoratorContext): void;
  (prototype: object, name: string | symbol, descriptor: PropertyDescriptor): void;
}

/** A decorator of fields in both dialects. */
export interface FieldDecoratorOf {
  (value: undefined, context: ClassFieldDecoratorContext): void;
  (prototype: object, name: string | symbol): void;
}

/** A decorator of parameters, which only the legacy dialect has. */
export type ParameterDecoratorOf = (
  prototype: object,
  name: string | symbol | undefined,
  index: number,
) => void;
