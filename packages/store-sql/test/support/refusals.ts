import { inspect } from 'node:util';
import { SessionStoreUnavailableError } from 'httpsession';
import { keyOf } from './records.ts';

/** What a store rejects with. Nothing in it, also not in its cause, names a key, a value or a password. */
export async function refusalOf(answer: Promise<unknown>): Promise<SessionStoreUnavailableError> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SessionStoreUnavailableError)) throw new Error(inspect(error));
  for (const hidden of [keyOf('a'), 'secret', 'tea', 'uid of']) {
    if (inspect(error, { depth: 9 }).includes(hidden)) throw new Error(`It names ${hidden}`);
  }
  return error;
}
