import type { Connection } from './contracts.ts';

const waiting = new WeakMap<Connection, Set<() => void>>();

/**
 * Calls back when a connection has ended, at once if it has. However many requests wait for one, it has
 * one listener: an emitter with many warns of a leak. Gives what stops the waiting.
 */
export function whenEnded(connection: Connection | undefined, callback: () => void): () => void {
  if (connection?.once === undefined) return () => undefined;
  if (connection.destroyed === true) callback();
  const callbacks = waiting.get(connection) ?? watch(connection);
  callbacks.add(callback);
  return () => void callbacks.delete(callback);
}

function watch(connection: Connection): Set<() => void> {
  const callbacks = new Set<() => void>();
  waiting.set(connection, callbacks);
  connection.once?.('close', () => {
    for (const callback of callbacks) callback();
  });
  return callbacks;
}
