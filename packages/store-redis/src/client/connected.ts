import { notConnected } from './ready.ts';

/**
 * Waits for a connection that is being made. When it cannot be made, or not in `timeoutMs` milliseconds, it is let
 * go of: a driver may else wait for an answer to its greeting for as long as the socket lasts.
 */
export async function connected(
  connecting: Promise<unknown>,
  letGo: () => unknown,
  timeoutMs: number | undefined,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    if (timeoutMs === undefined) return;
    timer = setTimeout(
      () => reject(notConnected(`was not connected in ${timeoutMs} ms`)),
      timeoutMs,
    );
    timer.unref();
  });
  try {
    await Promise.race([connecting, tooLong]);
  } catch (error) {
    // What it says to being let go of is no news.
    connecting.catch(() => undefined);
    await letGo();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
