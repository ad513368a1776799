import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Connection } from '../src/http-client.ts';

let server: Server | undefined;
let connection: Connection | undefined;

/** A server that answers each request with the next of these texts; `null` hangs up. */
async function serve(...answers: readonly (string | null)[]): Promise<Connection> {
  const left = [...answers];
  server = createServer((socket: Socket) => {
    socket.on('data', () => {
      const answer = left.shift() ?? null;
      if (answer === null) socket.destroy();
      else if (answer.startsWith('last:')) socket.end(answer.slice('last:'.length));
      else socket.write(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  connection = new Connection((server.address() as AddressInfo).port);
  return connection;
}

afterEach(() => {
  connection?.close();
  server?.close();
});

describe('Connection', () => {
  it('reads bodies of a known length and in chunks from one connection', async () => {
    const { get } = bound(
      await serve(
        'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\nüx'.slice(
          0,
          -1,
        ),
        'HTTP/1.1 302 Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n',
      ),
    );

    expect(await get()).toEqual({
      status: 200,
      headers: [
        ['content-length', '2'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
      body: 'ü',
      complete: true,
    });
    expect(await get()).toMatchObject({ status: 302, body: 'abcd', complete: true });
  });

  it('says when a response was cut off', async () => {
    const { get } = bound(
      await serve('last:HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'),
    );

    expect(await get()).toMatchObject({ status: 200, body: 'abc', complete: false });
  });

  it('gives status 0 when the server hangs up, and connects again', async () => {
    const { get } = bound(await serve(null, 'HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n'));

    expect(await get()).toMatchObject({ status: 0, complete: false });
    expect(await get()).toMatchObject({ status: 204, complete: true });
  });
});

function bound(client: Connection): { get: () => ReturnType<Connection['get']> } {
  return { get: () => client.get('/', []) };
}
