/** What we need of the socket of an upgrade. */
interface UpgradeSocket {
  write(...args: unknown[]): boolean;
  once(event: string, listener: () => void): unknown;
}

/**
 * Calls back once a handshake is answered: with the first bytes that are written to the socket, or when it
 * closes. Until then the session of the request is in use.
 */
export function pinUntilAnswered(socket: object | undefined, done: () => void): void {
  if (!isUpgradeSocket(socket)) {
    done();
    return;
  }
  let isDone = false;
  const finish = (): void => {
    if (isDone) return;
    isDone = true;
    Reflect.deleteProperty(socket, 'write');
    done();
  };
  const write = socket.write.bind(socket);
  socket.write = (...args) => {
    finish();
    return write(...args);
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
