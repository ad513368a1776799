import { types } from 'node:util';
import { SessionError } from 'httpsession';

/** How many errors behind one another are kept. */
const DEPTH = 3;

/**
 * The error of a driver with nothing but its name, its message and its code: whoever logs it must not show what was
 * asked. ioredis puts the command with its arguments on the error: keys, attributes and names of persons; on that of
 * a failed login the password. node-redis may add the replies, and both what could not be parsed. Errors of ours are
 * as they are.
 */
export function plainError(error: unknown): unknown {
  const isOurs = error instanceof SessionError || !isError(error);
  return isOurs ? error : plain(error, DEPTH);
}

function plain(error: Error, depth: number): Error {
  const { code, cause, lastNodeError } = error as Driven;
  // A cluster of ioredis says there why it knows no server.
  const behind = cause ?? lastNodeError;
  const options = isError(behind) && depth > 1 ? { cause: plain(behind, depth - 1) } : {};
  const copy = new Error(withoutArguments(error.message), options);
  // As V8 has its own properties: what is printed first says what it is, and where it arose is no secret.
  hidden(copy, 'name', error.name);
  hidden(copy, 'stack', `${error.name}: ${copy.message}${framesOf(error)}`);
  return typeof code === 'string' ? Object.assign(copy, { code }) : copy;
}

/** Also one of another realm, and one that only looks like it. */
function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

interface Driven extends Error {
  readonly code?: unknown;
  readonly lastNodeError?: unknown;
}

/** A server that does not know a command repeats the beginning of its arguments. */
function withoutArguments(message: string): string {
  return message.replace(/,? with args beginning with:.*$/su, '');
}

/** The lines of a stack behind the message, which stands in it as well. */
function framesOf({ stack = '' }: Error): string {
  return /(?:\n {4}at [^\n]*)+$/u.exec(stack)?.[0] ?? '';
}

function hidden(target: Error, name: 'name' | 'stack', value: string): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}
