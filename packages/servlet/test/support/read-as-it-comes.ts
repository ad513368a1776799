import type { ResponseServer } from './response-server.ts';

/** A client that sends one GET, and is asked what has come so far. */
export interface Reading {
  readonly received: string;
  readonly closed: Promise<unknown>;
  /** Waits until a text has come. Gives all that came. */
  until(text: string): Promise<string>;
  destroy(): void;
}

/** Opens a connection that the server closes when the answer is complete. */
export function connectAndRead(server: ResponseServer, ...lines: readonly string[]): Reading {
  const socket = server.connect();
  let received = '';
  let wake = (): void => undefined;
  socket.on('data', (chunk: string) => {
    received += chunk;
    wake();
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.once('close', () => wake());
  const head = ['GET / HTTP/1.1', 'Host: app.test', 'Connection: close', ...lines, '', ''];
  socket.write(head.join('\r\n'));
  return {
    get received() {
      return received;
    },
    closed,
    async until(text) {
      while (!received.includes(text)) {
        if (socket.destroyed) throw new Error(`Only this came: ${received}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return received;
    },
    destroy: () => socket.destroy(),
  };
}
