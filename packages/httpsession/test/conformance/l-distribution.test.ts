import { describe, expect, it } from '@jest/globals';
import { IllegalArgumentException, JsonCodec, MemoryStore } from 'httpsession';
import type { HttpSessionActivationListener, HttpSessionEvent } from 'httpsession';
import { createConnection } from 'node:net';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { gate } from '../support/gate.ts';
import { ListenerLog } from '../support/listener-log.ts';
import { serve, turn } from '../support/serve.ts';
import type { Options, TestServer } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

/** Two applications that share a store, as two processes do. */
async function twoNodes(options: Options = {}): Promise<[TestServer, TestServer]> {
  const clock = new FakeClock();
  const store = new MemoryStore({ coherent: false, clock });
  return [await serve({ clock, store, ...options }), await serve({ clock, store, ...options })];
}

/** Told about its activation; the log is shared, as a decoded copy could not bring its own. */
class Basket implements HttpSessionActivationListener {
  static lines: string[] = [];
  items: string[] = [];

  sessionWillPassivate(event: HttpSessionEvent): void {
    Basket.lines.push('willPassivate');
    this.items.push(`kept from ${typeof event.getSession().getId()}`);
  }

  sessionDidActivate(): void {
    Basket.lines.push(`didActivate ${this.items.join()}`);
  }
}

/** Room for one session: the second one that is made sends the first one to the store. */
async function roomForOne(log: ListenerLog): Promise<TestServer> {
  Basket.lines = [];
  const clock = new FakeClock();
  return serve({
    clock,
    store: new MemoryStore({ clock }),
    codec: new JsonCodec({ classes: [Basket] }),
    sessionMax: 1,
    culling: 'lru',
    listeners: [log.listener()],
  });
}

/** Lets work that was put off until the event loop is free be done. */
async function settle(app: TestServer): Promise<void> {
  for (let count = 0; count < 5; count += 1) {
    app.clock.advance(1);
    await turn();
  }
}

describe('L. Distribution and activation', () => {
  it('SES-181 S1-33 two processes that serve one session at once lose no attribute', async () => {
    const [one, other] = await twoNodes();
    const cookie = await startSession(one);
    const entered = gate();
    const leave = gate();
    const slow = one.visit(
      async (request) => {
        request.getSession().setAttribute('slow', 1);
        entered.open();
        await leave.passed;
      },
      { cookie },
    );
    await entered.passed;
    await other.visit((request) => request.getSession().setAttribute('quick', 2), { cookie });
    leave.open();
    await slow;
    const { result } = await other.visit(
      (request) => [...request.getSession().getAttributeNames()],
      { cookie },
    );
    expect(result.sort()).toEqual(['quick', 'slow']);
  });

  it('SES-181 S0-23 S1-37 the next request, to whatever process, sees what the last one left', async () => {
    const [one, other] = await twoNodes();
    const cookie = await startSession(one, (session) => session.setAttribute('count', 0));
    for (const node of [other, one, other, one]) {
      await node.visit(
        (request) => {
          const session = request.getSession();
          session.setAttribute('count', Number(session.getAttribute('count')) + 1);
        },
        { cookie },
      );
    }
    const { result } = await other.visit(
      (request): unknown => request.getSession().getAttribute('count'),
      { cookie },
    );
    expect(result).toBe(4);
  });

  it.each<[string, () => unknown]>([
    ['a function', () => () => 'code'],
    ['a symbol', () => Symbol('mine')],
    ['a socket', () => createConnection({ port: 9, lookup: () => undefined }).destroy()],
    ['an instance of an unknown class', () => new Basket()],
    ['something deep inside that is a function', () => ({ list: [{ run: () => 'code' }] })],
  ])('SES-182 %s is refused where sessions are stored', async (_what, make) => {
    const app = await serve({ store: new MemoryStore() });
    await app.visit((request) => {
      const session = request.getSession();
      const value = make();
      expect(() => session.setAttribute('secret plan', value)).toThrow(IllegalArgumentException);
      expect(() => session.setAttribute('secret plan', value)).toThrow(/secret plan/);
      expect([...session.getAttributeNames()]).toEqual([]);
    });
  });

  it('SES-183 what an attribute leads to moves with it', async () => {
    const [one, other] = await twoNodes();
    const cart = {
      items: [{ title: 'SICP', price: 12n, added: new Date(0) }],
      byIsbn: new Map([['978', new Set([1, 2])]]),
      note: undefined,
      empty: null,
      thumbnail: new Uint8Array([1, 2, 255]),
    };
    const cookie = await startSession(one, (session) => session.setAttribute('goods', cart));
    const { result } = await other.visit(
      (request): unknown => request.getSession().getAttribute('goods'),
      { cookie },
    );
    expect(result).toEqual(cart);
    expect(result).not.toBe(cart);
  });

  it('SES-183 a change inside an attribute moves with it, without setAttribute', async () => {
    const [one, other] = await twoNodes();
    const cookie = await startSession(one, (session) => session.setAttribute('goods', { n: 1 }));
    await one.visit(
      (request) => {
        (request.getSession().getAttribute('goods') as { n: number }).n += 1;
      },
      { cookie },
    );
    const { result } = await other.visit(
      (request): unknown => request.getSession().getAttribute('goods'),
      { cookie },
    );
    expect(result).toEqual({ n: 2 });
  });

  it('SES-184 a value is told before it is stored away and after it came back', async () => {
    const app = await roomForOne(new ListenerLog());
    const cookie = await startSession(app, (session) =>
      session.setAttribute('basket', new Basket()),
    );
    await startSession(app);
    await settle(app);
    expect(Basket.lines).toEqual(['willPassivate']);
    await app.visit((request) => request.getSession().getAttribute('basket') instanceof Basket, {
      cookie,
    });
    expect(Basket.lines).toEqual(['willPassivate', 'didActivate kept from string']);
  });

  it('SES-184 a value that stays in memory is told nothing', async () => {
    const app = await roomForOne(new ListenerLog());
    const cookie = await startSession(app, (session) =>
      session.setAttribute('basket', new Basket()),
    );
    await app.visit((request) => request.getSession().setAttribute('a', 1), { cookie });
    await settle(app);
    expect(Basket.lines).toEqual([]);
  });

  it('SES-185 leaving and entering memory is neither an end nor a beginning', async () => {
    const log = new ListenerLog();
    const app = await roomForOne(log);
    const read = (session: {
      getId(): string;
      getCreationTime(): number;
      getMaxInactiveInterval(): number;
    }) => [session.getId(), session.getCreationTime(), session.getMaxInactiveInterval()];
    const before = await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('basket', new Basket());
      session.setMaxInactiveInterval(77);
      return read(session);
    });
    const madeAt = app.clock.now();
    app.clock.advance(1_000);
    await startSession(app);
    await settle(app);
    log.take();
    const after = await app.visit(
      (request) => {
        const session = request.getSession();
        expect(session.getLastAccessedTime()).toBe(madeAt);
        expect(session.isNew()).toBe(false);
        return read(session);
      },
      { cookie: before.cookie },
    );
    expect(after.result).toEqual(before.result);
    expect(log.lines).toEqual([]);
    expect(Basket.lines).toHaveLength(2);
  });

  it('SES-186 events are told in the process where they happen only', async () => {
    const clock = new FakeClock();
    const store = new MemoryStore({ coherent: false, clock });
    const [here, there] = [new ListenerLog(), new ListenerLog()];
    const one = await serve({ clock, store, listeners: [here.listener()] });
    const other = await serve({ clock, store, listeners: [there.listener()] });
    const cookie = await startSession(one);
    await other.visit((request) => request.getSession().setAttribute('a', 1), { cookie });
    await one.visit((request) => request.changeSessionId(), { cookie });
    expect(here.lines).toEqual(['created', 'idChanged']);
    expect(there.lines).toEqual(['added a=1']);
  });

  it('SES-186 S4-14 an end in one process is an end in all', async () => {
    const [one, other] = await twoNodes();
    const cookie = await startSession(one);
    await other.visit((request) => request.getSession().invalidate(), { cookie });
    expect(await findsSession(one, { cookie })).toBe(false);
  });

  it('SES-187 instances of registered classes move as such', async () => {
    const [one, other] = await twoNodes({ codec: new JsonCodec({ classes: [Basket] }) });
    const cookie = await startSession(one, (session) =>
      session.setAttribute('basket', new Basket()),
    );
    const { result } = await other.visit(
      (request): unknown => request.getSession().getAttribute('basket'),
      { cookie },
    );
    expect(result).toBeInstanceOf(Basket);
  });

  it('SES-188 what an application shares stays in its process', async () => {
    const [one, other] = await twoNodes();
    one.manager.context.setAttribute('cache', 'warm');
    expect(other.manager.context.getAttribute('cache')).toBeNull();
  });
});
