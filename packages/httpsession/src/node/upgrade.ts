import { override } from '../common/override.ts';

/** What we need of the socket of an upgrade. */
interface UpgradeSocket {
  readonly destroyed?: boolean;
  write(...args: unknown[]): boolean;
  end(...args: unknown[]): unknown;
  on(event: string, listener: () => void): unknown;
  once(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

/**
 * Node leaves the errors of such a socket to whoever answers the handshake, and an error that nobody listens
 * to ends the process: while a session is loaded, nobody does. Gives what stops the listening.
 */
export function bearErrors(socket: object | undefined): () => void {
  if (!isUpgradeSocket(socket)) return ignore;
  socket.on('error', ignore);
  return () => void socket.off('error', ignore);
}

function ignore(): void {
  // A socket with an error closes, and that is seen.
}

/**
 * Calls back once a handshake is answered: with the first bytes that are written to the socket, or when it
 * closes. Until then the session of the request is in use.
 */
export function pinUntilAnswered(socket: object | undefined, done: () => void): void {
  // A socket that is gone already says nothing more, not even `close`.
  if (!isUpgradeSocket(socket) || socket.destroyed === true) {
    done();
    return;
  }
  const restores = (['write', 'end'] as const).map((name) => {
    const method = socket[name].bind(socket);
    return override(socket, name, (...args: unknown[]) => {
      finish();
      return method(...args);
    });
  });
  let isDone = false;
  const finish = (): void => {
    if (isDone) return;
    isDone = true;
    for (const restore of restores) restore();
    done();
  };
  socket.once('close', finish);
}

function isUpgradeSocket(socket: object | undefined): socket is UpgradeSocket {
  return (
    socket !== undefined &&
    ['write', 'end', 'on', 'once', 'off'].every(
      (name) => typeof Reflect.get(socket, name) === 'function',
    )
  );
}
