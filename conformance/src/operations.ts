import type { Operation } from './script.ts';

/**
 * The language of the scripts. `slot` is the name under which a request keeps a session reference.
 * Names and texts may be null; values are texts, whole numbers, `listener('0')` or `counter('0')`.
 */
export const op = {
  get: (slot: string, create: boolean | 'default' = 'default'): Operation => [
    'get',
    slot,
    String(create),
  ],
  /** Whether two references are the same object. */
  same: (slot: string, other: string): Operation => ['same', slot, other],
  change: (): Operation => ['change'],
  requested: (): Operation => ['requested'],
  valid: (): Operation => ['valid'],
  fromCookie: (): Operation => ['fromCookie'],
  fromUrl: (): Operation => ['fromUrl'],
  encode: (url: string | null): Operation => ['encode', text(url)],
  encodeRedirect: (url: string | null): Operation => ['encodeRedirect', text(url)],
  flush: (): Operation => ['flush'],
  committed: (): Operation => ['committed'],
  /** Redirects to the encoded URL. */
  redirect: (url: string): Operation => ['redirect', text(url)],
  /** Throws behind the last operation, unless there is a redirect as well. */
  fail: (): Operation => ['fail'],
  /** Milliseconds. */
  sleep: (duration: number): Operation => ['sleep', String(duration)],
  /** What the first listener does when this event comes the next time; for attributes, for `a`. */
  hook: (event: HookEvent, action: HookAction): Operation => ['hook', event, action],
  id: (slot: string): Operation => ['id', slot],
  isNew: (slot: string): Operation => ['isNew', slot],
  created: (slot: string): Operation => ['created', slot],
  accessed: (slot: string): Operation => ['accessed', slot],
  interval: (slot: string): Operation => ['interval', slot],
  setInterval: (slot: string, seconds: number): Operation => ['setInterval', slot, String(seconds)],
  context: (slot: string): Operation => ['context', slot],
  names: (slot: string): Operation => ['names', slot],
  all: (slot: string): Operation => ['all', slot],
  attribute: (slot: string, name: string | null): Operation => ['attribute', slot, text(name)],
  /** Whether the attribute is that very object. */
  is: (slot: string, name: string, value: Value): Operation => [
    'is',
    slot,
    text(name),
    show(value),
  ],
  /** Changes a counter in place, without telling the session. */
  bump: (slot: string, name: string): Operation => ['bump', slot, text(name)],
  set: (slot: string, name: string | null, value: Value | null): Operation => [
    'set',
    slot,
    text(name),
    show(value),
  ],
  remove: (slot: string, name: string | null): Operation => ['remove', slot, text(name)],
  invalidate: (slot: string): Operation => ['invalidate', slot],
  /** The answers that the last response could not carry; used by the runner only. */
  collect: (): Operation => ['collect'],
  /** Forgets the script; used by the runner only. */
  end: (): Operation => ['end'],
} as const;

/** Events at which a script can have the first listener act. */
export const hookEvents = [
  'created',
  'destroyed',
  'added',
  'removed',
  'replaced',
  'changed',
  'bound',
  'unbound',
] as const;
export type HookEvent = (typeof hookEvents)[number];

/** What it can do: throw, end the session, or change its attributes. */
export const hookActions = ['throw', 'invalidate', 'set', 'bind', 'remove'] as const;
export type HookAction = (typeof hookActions)[number];

/** An attribute value of a script. */
export type Value = string | number | { readonly object: string };

/** The object of this script that logs when it is bound and unbound. */
export function listener(label: string): Value {
  return { object: `@${label}` };
}

/** The object of this script that `bump` changes in place. */
export function counter(label: string): Value {
  return { object: `$${label}` };
}

/** Operations as they travel in the request header `x-ops`. */
export function encodeOperations(
  operations: readonly Operation[],
  fill: (template: string) => string,
): string {
  return operations
    .map((operation) => operation.map((field) => encodeURIComponent(fill(field))).join(','))
    .join(' ');
}

/** The reverse of `encodeOperations`. */
export function decodeOperations(header: string): string[][] {
  return header
    .split(' ')
    .map((operation) => operation.split(',').map((field) => decodeURIComponent(field)));
}

function text(value: string | null): string {
  return value === null ? '~' : `.${value}`;
}

function show(value: Value | null): string {
  if (typeof value === 'number') return `#${String(value)}`;
  return value === null || typeof value === 'string' ? text(value) : value.object;
}
