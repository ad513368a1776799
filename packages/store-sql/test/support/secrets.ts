import { inspect } from 'node:util';
import { SessionStoreUnavailableError, type SessionChange } from 'httpsession';
import { attributesOf, changeOf, keyOf } from './records.ts';

const VALUE = 'hunter2';
const PRINCIPAL = 'ada-lovelace';

/** A change whose value and principal nobody is to read. */
export function secretChange(): SessionChange {
  return changeOf({ set: attributesOf({ password: VALUE }), principal: PRINCIPAL });
}

/** What a change of the session `a` was rejected with, and what of it a logger would show that is a secret. */
export async function betrayedBy(
  change: Promise<unknown>,
): Promise<{ error: SessionStoreUnavailableError; secrets: string[] }> {
  const error: unknown = await change.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SessionStoreUnavailableError)) throw new Error(inspect(error));
  const everything = { depth: 9, maxArrayLength: null, maxStringLength: null, showHidden: true };
  const shown = inspect(error, everything).toLowerCase();
  const hidden = [VALUE, PRINCIPAL, keyOf('a')];
  const hex = hidden.map((text) => Buffer.from(text).toString('hex'));
  return { error, secrets: [...hidden, ...hex].filter((secret) => shown.includes(secret)) };
}
