import { op } from '../operations.ts';
import type { Client, Operation, Script, Step, Variant } from '../script.ts';

/** Scripts by a title that says what they are about. */
export type Scripts = Readonly<Record<string, Script>>;

/** A client with a cookie jar. */
export const browser: Client = { carries: 'cookie' };

/** A client that refuses cookies and follows links. */
export const cookieless: Client = { carries: 'url' };

/** A request of the first client. */
export function request(...operations: readonly Operation[]): Step {
  return { client: 0, operations };
}

/** A request of another client. */
export function requestOf(client: number, ...operations: readonly Operation[]): Step {
  return { client, operations };
}

/** One browser, and its requests. */
export function alone(...steps: readonly Step[]): Script {
  return { variant: 'root', clients: [browser], steps };
}

/** The same requests under another configuration. */
export function under(variant: Variant['name'], script: Script): Script {
  return { ...script, variant };
}

/** Everything that can be asked about the session in slot `s`. */
export const askSession: readonly Operation[] = [
  op.id('s'),
  op.isNew('s'),
  op.created('s'),
  op.accessed('s'),
  op.interval('s'),
  op.context('s'),
  op.names('s'),
  op.all('s'),
  op.attribute('s', 'a'),
  op.attribute('s', 'unknown'),
];

/** Everything that can be asked about the id that the client sent. */
export const askRequest: readonly Operation[] = [
  op.requested(),
  op.valid(),
  op.fromCookie(),
  op.fromUrl(),
];
