import { describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SessionManager } from 'httpsession';
import { expectAllEndByThemselves } from '../support/all-end.ts';
import { connectTo } from '../support/raw-client.ts';
import { serve } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

const HEAD = ['Host: localhost', 'Connection: Upgrade', 'Upgrade: test'];

/** Starts an application that has a session, and sends it an upgrade request of that session. */
async function upgrade(
  handle: (manager: SessionManager, request: IncomingMessage, socket: Duplex) => unknown,
) {
  const app = await serve();
  const cookie = await startSession(app);
  const handled = new Promise((resolve) => {
    app.server.on('upgrade', (request, socket) => {
      socket.on('error', () => undefined);
      resolve(handle(app.manager, request, socket));
    });
  });
  const client = await connectTo(app.port);
  client.send(['GET / HTTP/1.1', ...HEAD, `Cookie: ${cookie}`, '', ''].join('\r\n'));
  await handled;
  return app;
}

describe('the session of an upgrade', () => {
  it('is let go when the socket was gone before the session was opened', async () => {
    const app = await upgrade(async (manager, request, socket) => {
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.destroy();
      await closed;
      expect(await manager.openUpgrade(request)).not.toBeNull();
    });
    expectAllEndByThemselves(app);
  });

  it('leaves a write that somebody else has put onto the socket since', async () => {
    const seen: string[] = [];
    const app = await upgrade(async (manager, request, socket) => {
      await manager.openUpgrade(request);
      const inner = socket.write.bind(socket) as (chunk: unknown) => boolean;
      const outer = (chunk: unknown) => {
        seen.push(String(chunk));
        return inner(chunk);
      };
      Object.assign(socket, { write: outer });
      socket.write('one');
      socket.write('two');
    });
    expect(seen).toEqual(['one', 'two']);
    expectAllEndByThemselves(app);
  });

  it('gives a socket its own write back', async () => {
    const seen: string[] = [];
    await upgrade(async (manager, request, socket) => {
      const inner = socket.write.bind(socket) as (chunk: unknown) => boolean;
      const own = (chunk: unknown) => {
        seen.push(String(chunk));
        return inner(chunk);
      };
      Object.assign(socket, { write: own });
      await manager.openUpgrade(request);
      socket.write('one');
      expect(socket.write).toBe(own);
    });
    expect(seen).toEqual(['one']);
  });
});
