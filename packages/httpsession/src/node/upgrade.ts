import { override } from '../common/override.ts';

/** What we need of the socket of an upgrade. */
interface UpgradeSocket {
  readonly destroyed?: boolean;
  write(...args: unknown[]): boolean;
  once(event: string, listener: () => void): unknown;
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
  const write = socket.write.bind(socket);
  const restore = override(socket, 'write', (...args: unknown[]) => {
    finish();
    return write(...args);
  });
  let isDone = false;
  const finish = (): void => {
    if (isDone) return;
    isDone = true;
    restore();
    done();
  };
  socket.once('close', finish);
}

function isUpgradeSocket(socket: object | undefined): socket is UpgradeSocket {
  return (
    socket !== undefined &&
    typeof Reflect.get(socket, 'write') === 'function' &&
    typeof Reflect.get(socket, 'once') === 'function'
  );
}
