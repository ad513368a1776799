import { notConnected } from './ready.ts';
import { within } from './timing.ts';

/**
 * Waits for a connection that is being made. When it cannot be made, or not in `timeoutMs` milliseconds, it is let
 * go of: a driver may else wait for an answer to its greeting for as long as the socket lasts.
 */
export async function connected(
  connecting: Promise<unknown>,
  letGo: () => unknown,
  timeoutMs: number | undefined,
): Promise<void> {
  const isLate = (): Error => notConnected(`was not connected in ${timeoutMs} ms`);
  try {
    await (timeoutMs === undefined ? connecting : within(timeoutMs, connecting, isLate));
  } catch (error) {
    // What it says to being let go of is no news.
    connecting.catch(() => undefined);
    await letGo();
    throw error;
  }
}
