import type { AsyncContextImpl } from './async-context-impl.ts';
import type { ExchangeRequest } from './exchange-request.ts';

interface Thrown {
  readonly error: unknown;
}

/**
 * The application's part has returned and left an asynchronous turn behind, or failed in one: goes on until a
 * turn ends without another.
 */
export async function runAsyncTurns(
  request: ExchangeRequest,
  failure: Thrown | undefined,
): Promise<void> {
  let turn = request.asyncTurn;
  let thrown = failure;
  while (turn !== undefined) {
    const dispatcher = await turn.next(thrown);
    thrown = undefined;
    if (dispatcher === null) break;
    const [outer, inner] = [turn.getRequest(), turn.getResponse()];
    // From here on it may begin a turn again.
    request.asyncTurn = undefined;
    request.setAsyncContext(null);
    try {
      await dispatcher.async(outer, inner);
    } catch (error) {
      thrown = { error };
    }
    const next: AsyncContextImpl | undefined = request.asyncTurn;
    if (next !== undefined) {
      turn.restarted(next);
      turn = next;
    } else if (thrown === undefined) break;
  }
  request.setAsyncContext(null);
  await turn?.end();
}
