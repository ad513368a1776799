// #region channels
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { DiagnosticMessages } from 'httpsession';

/** Prints how sessions end. Gives what stops that. */
export function logEnds(print: (line: string) => void): () => void {
  const onEnd = (message: unknown): void => {
    const { handle, reason } = message as DiagnosticMessages['httpsession:destroyed'];
    print(`session ${handle} ended: ${reason}`);
  };
  subscribe('httpsession:destroyed', onEnd);
  return () => unsubscribe('httpsession:destroyed', onEnd);
}
// #endregion channels
