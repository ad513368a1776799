import { request as httpRequest } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { type HttpSession, JsonCodec, type SessionCodec } from 'httpsession';
import { distantStore } from '../support/distant-store.ts';
import { gate } from '../support/gate.ts';
import { serve, turn, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

/** Counts how often values are encoded. */
class CountingCodec implements SessionCodec {
  readonly #codec = new JsonCodec();
  encodes = 0;

  encode(attribute: string, value: unknown): Uint8Array {
    this.encodes += 1;
    return this.#codec.encode(attribute, value);
  }

  decode(bytes: Uint8Array): unknown {
    return this.#codec.decode(bytes);
  }
}

async function start(): Promise<{ app: TestServer; codec: CountingCodec; cookie: string }> {
  const codec = new CountingCodec();
  const app = await serve({ ...distantStore(), codec });
  const cookie = await startSession(app, (session) => {
    session.setAttribute('cart', { items: ['tea'] });
    session.setAttribute('n', 1);
  });
  codec.encodes = 0;
  return { app, codec, cookie };
}

interface Cart {
  items: string[];
}

function cartOf(session: HttpSession): Cart {
  return session.getAttribute('cart') as Cart;
}

async function itemsIn(app: TestServer, cookie: string): Promise<string[]> {
  return (await app.visit((request) => cartOf(request.getSession()).items, { cookie })).result;
}

describe('how often a request encodes', () => {
  it.each<[string, number, (session: HttpSession) => unknown]>([
    ['nothing touched', 0, () => undefined],
    ['a primitive read', 0, (session) => session.getAttribute('n') as unknown],
    ['an object read', 1, (session) => cartOf(session)],
    ['an object changed in place', 1, (session) => cartOf(session).items.push('cups')],
    ['a number set', 1, (session) => session.setAttribute('m', 2)],
    ['a long text set', 1, (session) => session.setAttribute('m', 'x'.repeat(5000))],
    ['a big integer set', 1, (session) => session.setAttribute('m', 2n ** 70n)],
    ['an object set', 2, (session) => session.setAttribute('m', { a: 1 })],
  ])('%s: %d', async (_what, encodes, use) => {
    const { app, codec, cookie } = await start();
    await app.visit((request) => void use(request.getSession()), { cookie });
    expect(codec.encodes).toBe(encodes);
  });
});

describe('R9 what is written is what the value is at the commit', () => {
  it('of an object that was set and then changed in place', async () => {
    const { app, cookie } = await start();
    await app.visit(
      (request) => {
        const cart = { items: ['tea'] };
        request.getSession().setAttribute('cart', cart);
        cart.items.push('cups');
      },
      { cookie },
    );
    expect(await itemsIn(app, cookie)).toEqual(['tea', 'cups']);
  });

  it('of a text that was replaced by another', async () => {
    const { app, cookie } = await start();
    await app.visit(
      (request) => {
        for (const letter of ['x', 'y']) {
          request.getSession().setAttribute('n', letter.repeat(5000));
        }
      },
      { cookie },
    );
    const seen = await app.visit((request) => request.getSession().getAttribute('n') as string, {
      cookie,
    });
    expect(seen.result).toBe('y'.repeat(5000));
  });

  it('of an object that was got before the first byte and changed behind it', async () => {
    const { app, cookie } = await start();
    await app.visit(
      async (request, response) => {
        const cart = cartOf(request.getSession());
        response.write('first');
        for (let i = 0; i < 20; i += 1) await turn();
        cart.items.push('cups');
        response.end();
      },
      { cookie },
    );
    expect(await itemsIn(app, cookie)).toEqual(['tea', 'cups']);
  });

  it('of an object that is got and changed after the end of the answer', async () => {
    const { app, cookie } = await start();
    await app.visit(
      (request, response) => {
        response.end();
        cartOf(request.getSession()).items.push('cups');
      },
      { cookie },
    );
    expect(await itemsIn(app, cookie)).toEqual(['tea', 'cups']);
  });

  it('of an object that a request has while another commits, and changes when its client is gone', async () => {
    const [got, going] = [gate(), gate()];
    const app = await serve(distantStore(), async (request) => {
      const cart = cartOf(request.getSession());
      got.open();
      await going.passed;
      cart.items.push('cups');
    });
    const cookie = await startSession(app, (session) =>
      session.setAttribute('cart', { items: ['tea'] }),
    );
    const client = httpRequest({ port: app.port, headers: { cookie }, agent: false });
    client.on('error', () => undefined).end();
    await got.passed;
    await app.visit((request) => request.getSession().setAttribute('m', 1), { cookie });
    client.destroy();
    for (let i = 0; i < 50; i += 1) await turn();
    going.open();
    for (let i = 0; i < 20; i += 1) await turn();
    expect(await itemsIn(app, cookie)).toEqual(['tea', 'cups']);
  });
});
