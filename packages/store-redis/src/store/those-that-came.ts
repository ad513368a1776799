/**
 * What those gave that did not fail; the failures are reported, each message once. Rejects with the first failure
 * when there is nothing else.
 */
export async function thoseThatCame<T>(
  asked: readonly Promise<T>[],
  report: (error: Error) => void,
): Promise<T[]> {
  const came: T[] = [];
  const failures = new Map<string, Error>();
  for (const outcome of await Promise.allSettled(asked)) {
    if (outcome.status === 'fulfilled') {
      came.push(outcome.value);
      continue;
    }
    const { reason } = outcome as { reason: unknown };
    if (!(reason instanceof Error)) throw reason;
    if (!failures.has(reason.message)) failures.set(reason.message, reason);
  }
  const [first] = failures.values();
  if (came.length === 0 && first !== undefined) throw first;
  for (const failure of failures.values()) report(failure);
  return came;
}
