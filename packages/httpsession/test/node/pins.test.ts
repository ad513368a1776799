import { describe, expect, it, jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { backings } from '../support/backings.ts';
import { gate, type Gate } from '../support/gate.ts';
import { connectTo } from '../support/raw-client.ts';
import { serve, turn, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

jest.setTimeout(60_000);

/** The same sequence in every run. */
function* numbers(seed: string): Generator<number, never> {
  for (let at = 0; ; at += 1) {
    yield createHash('sha256').update(`${seed} ${at}`).digest().readUInt32BE(0) / 2 ** 32;
  }
}

/** Waits until the server knows of no connection. */
async function untilQuiet(app: TestServer) {
  const count = () =>
    new Promise<number>((resolve) => app.server.getConnections((_error, n) => resolve(n)));
  while ((await count()) > 0) await turn();
  for (let turns = 0; turns < 10; turns += 1) await turn();
}

/** Lets time pass as it does for a store, which answers in between. */
async function advanceInSteps(app: TestServer, ms: number) {
  for (let passed = 0; passed < ms; passed += 30_000) {
    app.clock.advance(30_000);
    await turn();
  }
}

/** A session that is in use does not time out: one that does was let go. */
function expectNoneInUse(app: TestServer) {
  app.clock.advance(31 * 60_000);
  expect(app.manager.metrics.activeSessions).toBe(0);
}

describe.each(backings)('what is in use, %s', (_name, options) => {
  it('R4 500 requests that are cut at random leave nothing in use', async () => {
    const next = numbers('aborts');
    const app = await serve(options(), async (request, response) => {
      const kind = request.url?.slice(1);
      const session = request.getSession();
      session.setAttribute('kind', kind);
      if (kind === 'never') return;
      if (kind === 'wait') await new Promise((resolve) => response.once('close', resolve));
      if (kind === 'stream') {
        response.write('x'.repeat(1000));
        await turn();
        response.write('y'.repeat(100_000));
      }
      if (kind === 'later') {
        for (let turns = 0; turns < 5; turns += 1) await turn();
      }
      if (kind === 'throw') throw new Error('thrown by the test');
      if (kind === 'invalidate') session.invalidate();
      response.end('z'.repeat(50_000));
    });
    const kinds = ['never', 'wait', 'stream', 'later', 'throw', 'invalidate', 'end'];
    const cookies = await Promise.all(Array.from({ length: 20 }, () => startSession(app)));
    for (let round = 0; round < 50; round += 1) {
      const batch = Array.from({ length: 10 }, async () => {
        const client = await connectTo(app.port);
        const kind = kinds[Math.floor(next.next().value * kinds.length)] ?? '';
        const cookie = cookies[Math.floor(next.next().value * 30)] ?? '';
        const text = `GET /${kind} HTTP/1.1\r\nHost: a\r\nCookie: ${cookie}\r\n\r\n`;
        const chance = next.next().value;
        const turns = Math.floor(next.next().value * 8);
        client.send(chance < 0.1 ? text.slice(0, 30) : text);
        for (let at = 0; at < turns; at += 1) await turn();
        if (chance < 0.6) client.destroy();
        else if (chance < 0.8) client.socket.resetAndDestroy();
        else client.socket.end();
        if (chance >= 0.8) setImmediate(() => client.destroy());
      });
      await Promise.all(batch);
    }
    await untilQuiet(app);
    expectNoneInUse(app);
  });

  it('R4 a request whose client has gone is in use while its handler runs', async () => {
    const finished = gate();
    const begun = gate();
    const app = await serve(options(), async (request, response) => {
      const session = request.getSession();
      begun.open();
      await finished.passed;
      session.setAttribute('late', 'kept');
      response.end();
    });
    const cookie = await startSession(app);
    const client = await connectTo(app.port);
    client.sendGet('/', `Cookie: ${cookie}`);
    await begun.passed;
    client.destroy();
    await untilQuiet(app);
    await advanceInSteps(app, 60 * 60_000);
    expect(app.manager.metrics.activeSessions).toBe(1);
    finished.open();
    await turn();
    // The idle clock starts where it is let go, and what was changed is kept.
    app.clock.advance(29 * 60_000);
    const { result } = await app.visit(
      (request): unknown => request.getSession(false)?.getAttribute('late'),
      { cookie },
    );
    expect(result).toBe('kept');
    expectNoneInUse(app);
  });

  it('R4 a callback that answers later keeps its session in use', async () => {
    const held: (() => void)[] = [];
    const app = await serve(options(), (request, response) => {
      request.getSession();
      held.push(() => response.end('later'));
    });
    const cookie = await startSession(app);
    const client = await connectTo(app.port);
    const answered = client.get('/', `Cookie: ${cookie}`);
    while (held.length === 0) await turn();
    app.clock.advance(3_600_000);
    expect(app.manager.metrics.activeSessions).toBe(1);
    held[0]?.();
    expect((await answered).body).toBe('later');
    await turn();
    expectNoneInUse(app);
  });

  it('R4 a session made after the handler returned is let go, too', async () => {
    const made = gate();
    const app = await serve(options(), (request, response) => {
      setImmediate(() => {
        request.getSession();
        made.open();
        if (request.url === '/end') response.end();
      });
    });
    const ended = await connectTo(app.port);
    await ended.get('/end');
    const left = await connectTo(app.port);
    left.sendGet('/never');
    await made.passed;
    await turn();
    ended.destroy();
    left.destroy();
    await untilQuiet(app);
    expectNoneInUse(app);
  });

  it('S-50 a slow reader of an answer that is written is not in use', async () => {
    const app = await serve(options(), (request, response) => {
      request.getSession();
      response.end('x'.repeat(8_000_000));
    });
    const cookie = await startSession(app);
    const client = await connectTo(app.port);
    client.socket.pause();
    client.sendGet('/', `Cookie: ${cookie}`);
    client.socket.pause();
    while (app.manager.metrics.createdSessions === 0) await turn();
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect(client.pending.length).toBeLessThan(8_000_000);
    expectNoneInUse(app);
  });

  it('R4 pipelined requests whose connection goes leave nothing in use', async () => {
    const gates: Gate[] = [];
    const app = await serve(options(), (request, response) => {
      request.getSession();
      const one = gate();
      gates.push(one);
      // The usual way of a long answer: it ends when its connection does.
      response.once('close', one.open);
    });
    const cookie = await startSession(app);
    const client = await connectTo(app.port);
    for (const path of ['/1', '/2', '/3']) client.sendGet(path, `Cookie: ${cookie}`);
    while (gates.length < 3) await turn();
    client.destroy();
    await untilQuiet(app);
    expectNoneInUse(app);
  });
});
