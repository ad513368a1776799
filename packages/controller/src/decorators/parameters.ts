import { ControllerError } from '../common/errors.ts';
import { metadataOf } from '../common/metadata-store.ts';
import type { ParameterMetadata } from '../common/metadata.ts';
import { type ArgumentType, ParaType } from '../common/para-type.ts';
import { noteMethod } from './actions.ts';
import type { MethodDecoratorOf, ParameterDecoratorOf } from './decorator-types.ts';

/** Where an argument comes from: a decorator of the parameter, or one of the list for `Args`. */
export interface Parameter extends ParameterDecoratorOf {
  /** What it says about the argument. */
  readonly metadata: ParameterMetadata;
}

/** What else can be said about an argument from a parameter. */
export interface ParaOptions {
  /** For a parameter that is missing or blank. Default: 0 for numbers, `false` for Boolean, else `null`. */
  readonly default?: unknown;
  /** Whether a missing or blank parameter is answered with 400; default `false`. */
  readonly required?: boolean;
}

/** What else can be said about an argument from the session. */
export interface SessionAttrOptions {
  /** For a missing session or attribute. With one, the attribute is not required. */
  readonly default?: unknown;
  /** Whether a missing attribute is answered with 400; default `true`, `false` gives `null`. */
  readonly required?: boolean;
}

/**
 * An argument from a parameter of the query or form, by its name, or of the URL, by its place.
 *
 * @param name the name, empty for an object from parameters without prefix; or the place, from 0
 * @param type what it becomes. In the legacy dialect of decorators the declared type counts where
 *   the compiler records it; in all other cases it has to be given
 */
export function Para(name: string | number, type?: ArgumentType, options?: ParaOptions): Parameter;
export function Para(name: string | number, options: ParaOptions): Parameter;
export function Para(
  name: string | number,
  second?: ArgumentType | ParaOptions,
  third?: ParaOptions,
): Parameter {
  const type = isType(second) ? second : undefined;
  const options = isType(second) ? (third ?? {}) : (second ?? third ?? {});
  return parameter('Para', {
    source: 'para',
    name,
    type,
    defaultValue: options.default,
    required: options.required ?? false,
  });
}

/** An argument from the session: an attribute by its name. Never makes a session. */
export function SessionAttr(name: string, options: SessionAttrOptions = {}): Parameter {
  return parameter('SessionAttr', {
    source: 'sessionAttr',
    name,
    type: undefined,
    defaultValue: options.default,
    required: options.required ?? options.default === undefined,
  });
}

/** An argument from the body of the request: its text. */
export function RawData(): Parameter {
  const rest = { name: '', type: undefined, defaultValue: undefined, required: false };
  return parameter('RawData', { source: 'rawData', ...rest });
}

/** An argument from an uploaded file: the first one of a form field, `null` when there is none. */
export function Upload(name: string, options: { readonly required?: boolean } = {}): Parameter {
  const { required = false } = options;
  return parameter('Upload', {
    source: 'upload',
    name,
    type: undefined,
    defaultValue: undefined,
    required,
  });
}

/**
 * The arguments of an action, from the first to the last, for the standard dialect, which has no
 * decorators of parameters.
 */
export function Args(...parameters: readonly Parameter[]): MethodDecoratorOf {
  return noteMethod('Args', (member) => {
    parameters.forEach(({ metadata }, index) => member.parameters.set(index, metadata));
  });
}

/** Whether this is a type; the options are a plain object. */
function isType(value: ArgumentType | ParaOptions | undefined): value is ArgumentType {
  return typeof value === 'function' || Array.isArray(value) || value instanceof ParaType;
}

function parameter(decorator: string, metadata: ParameterMetadata): Parameter {
  const decorate: ParameterDecoratorOf = (prototype, name, index) => {
    if (name === undefined || typeof index !== 'number' || typeof prototype === 'function') {
      throw new ControllerError(
        'CONTROLLER_DECORATOR',
        `@${decorator} belongs at a parameter of a method; in the standard dialect, into @Args(…)`,
      );
    }
    metadataOf(prototype.constructor).member(name).parameters.set(index, metadata);
  };
  return Object.assign(decorate, { metadata });
}
