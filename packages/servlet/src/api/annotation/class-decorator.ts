import { IllegalArgumentException } from 'httpsession';
import { type ClassAnnotations, recordOf } from './annotation-store.ts';

/** Any class. */
type AnyClass = abstract new (...args: never) => object;

/**
 * A decorator of classes that make such objects, in both dialects: only the standard one has a context.
 * Called as a function with a class alone it does the same; see `annotate`.
 */
export type ClassAnnotation<T extends object> = (
  type: new () => T,
  context?: ClassDecoratorContext<new () => T>,
) => void;

/**
 * Makes a decorator of classes.
 * @param name as applications write it, for messages
 */
export function classAnnotation<T extends object, K extends keyof ClassAnnotations>(
  name: string,
  key: K,
  value: NonNullable<ClassAnnotations[K]>,
): ClassAnnotation<T> {
  const note = (type: object): void => {
    const record = recordOf(type);
    if (record[key] !== undefined) throw refused(`@${name} stands at one class twice`);
    record[key] = value;
  };
  return (type: unknown, context?: unknown): void => {
    if (typeof type !== 'function' || !isClassContext(context)) {
      throw refused(`@${name} stands at a member; it belongs at a class`);
    }
    if (context === undefined) {
      note(type);
      return;
    }
    // Another decorator may put a class of its own in the place of this one: that is the one that is used.
    context.addInitializer(function (this: AnyClass) {
      note(this);
    });
  };
}

/**
 * Annotates a class without decorators, in a source that is not compiled with them.
 *
 * ```ts
 * annotate(LoginServlet, WebServlet('/login'), MultipartConfig());
 * ```
 *
 * @returns the class
 * @throws IllegalArgumentException for an annotation that the class has already
 */
export function annotate<C extends AnyClass>(
  type: C,
  ...annotations: readonly ((type: C) => void)[]
): C {
  for (const annotation of annotations) annotation(type);
  return type;
}

/** Without one it is the legacy dialect, or `annotate`. */
function isClassContext(context: unknown): context is ClassDecoratorContext<AnyClass> | undefined {
  if (context === undefined) return true;
  return (
    typeof context === 'object' && context !== null && 'kind' in context && context.kind === 'class'
  );
}

function refused(problem: string): IllegalArgumentException {
  return new IllegalArgumentException(problem);
}
