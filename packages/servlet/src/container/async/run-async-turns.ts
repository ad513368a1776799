import type { AsyncTurn, AsyncOwner } from './async-turn.ts';
import type { ContainerDispatcher } from '../dispatch/dispatch-contracts.ts';

interface Thrown {
  readonly error: unknown;
}

/**
 * The application's part has returned and left an asynchronous turn behind, or failed in one: goes on until a
 * turn ends without another. What `sendError` was given last has not been answered yet then.
 */
export async function runAsyncTurns(
  request: AsyncOwner,
  failure: Thrown | undefined,
): Promise<void> {
  let turn = request.asyncTurn;
  let thrown = failure;
  while (turn !== undefined) {
    const dispatcher = await turn.next(thrown);
    if (dispatcher === null) {
      await turn.end();
      break;
    }
    thrown = await dispatch(request, turn, dispatcher);
    const latest = latestOf(request);
    if (latest === turn) turn.returned();
    turn = latest;
  }
  request.setAsyncContext(null);
  request.asyncTurn = undefined;
}

/** Gives what the dispatch failed with. */
async function dispatch(
  request: AsyncOwner,
  turn: AsyncTurn,
  dispatcher: ContainerDispatcher,
): Promise<Thrown | undefined> {
  const [outer, response] = [turn.getRequest(), turn.getResponse()];
  // From here on it may begin a turn again.
  request.setAsyncContext(null);
  try {
    await dispatcher.async(outer, response);
    return undefined;
  } catch (error) {
    // The listeners may still say how to go on.
    if (latestOf(request) === turn) request.setAsyncContext(turn);
    return { error };
  }
}

function latestOf(request: AsyncOwner): AsyncTurn | undefined {
  return request.asyncTurn;
}
