import { describe, expect, it } from '@jest/globals';
import { synchronized } from 'httpsession';
import type { Options } from '../support/serve.ts';
import { gate } from '../support/gate.ts';
import { serve } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

async function attributesWith(cookie: NonNullable<Options['cookie']>): Promise<string[]> {
  const app = await serve({ cookie });
  const visit = await app.visit((request) => request.getSession());
  return [...(visit.setCookies[0]?.attributes.keys() ?? [])];
}

describe('N. Rules of cookies, as far as the session cookie is concerned', () => {
  it('SES-202 an attribute with an empty value has no equals sign', async () => {
    const app = await serve({ cookie: { secure: true, sameSite: 'none', partitioned: true } });
    const visit = await app.visit((request) => request.getSession());
    const parts = visit.setCookies[0]?.raw.split('; ') ?? [];
    expect(parts).toEqual(expect.arrayContaining(['Secure', 'HttpOnly', 'Partitioned']));
  });

  it('SES-203 a negative max-age is not written', async () => {
    const attributes = await attributesWith({ maxAge: -1 });
    expect(attributes).not.toContain('max-age');
    expect(attributes).not.toContain('expires');
  });

  it('SES-204 a max-age of zero is a past Expires, and no Max-Age', async () => {
    const app = await serve({ cookie: { maxAge: 0 } });
    const visit = await app.visit((request) => request.getSession());
    const attributes = visit.setCookies[0]?.attributes;
    expect(Date.parse(String(attributes?.get('expires')))).toBeLessThan(app.clock.now());
    expect(attributes?.has('max-age')).toBe(false);
  });

  it('SES-209 cookies of the application stay beside ours', async () => {
    const app = await serve();
    const visit = await app.visit((request, response) => {
      response.appendHeader('Set-Cookie', 'theme=dark');
      request.getSession();
      response.appendHeader('Set-Cookie', 'lang=eo');
    });
    expect(visit.setCookies.map(({ name }) => name).sort()).toEqual([
      'JSESSIONID',
      'lang',
      'theme',
    ]);
  });

  it('SES-210 a failing handler does not lose the session cookie', async () => {
    const app = await serve({}, (request) => {
      request.getSession();
      throw new Error('the handler fails');
    });
    const answer = await app.get('/');
    expect([answer.status, answer.setCookies.length]).toEqual([500, 1]);
  });

  it('SES-211 removing all headers before the first byte does not lose the session cookie', async () => {
    const app = await serve();
    const visit = await app.visit((request, response) => {
      request.getSession();
      for (const name of response.getHeaderNames()) response.removeHeader(name);
    });
    expect(visit.setCookies).toHaveLength(1);
  });
});

describe('O. Security', () => {
  it('SES-213 a login keeps the session and gives it a new id', async () => {
    const app = await serve();
    const anonymous = await startSession(app, (session) => session.setAttribute('goods', 'full'));
    const login = await app.visit(
      (request) => {
        request.changeSessionId();
        request.getSession().setPrincipal('ada');
      },
      { cookie: anonymous },
    );
    const page = await app.visit(
      (request) => [
        request.getSession().getAttribute('goods') as unknown,
        request.getSession().getPrincipal(),
      ],
      { cookie: login.cookie },
    );
    expect(page.result).toEqual(['full', 'ada']);
  });
});

describe('Q. What Resin adds', () => {
  it('SES-226 S3-07 S3-08 above sessionMax the least recently used session goes, as by an end', async () => {
    const told: string[] = [];
    const app = await serve({
      sessionMax: 2,
      culling: 'lru',
      listeners: [
        {
          sessionDestroyed: (event) => {
            const name = String(event.getSession().getAttribute('name'));
            told.push(`${name} ${String(event.getReason())}`);
          },
          attributeRemoved: (event) => void told.push(`removed ${String(event.getValue())}`),
        },
      ],
    });
    const make = (name: string) =>
      startSession(app, (session) => session.setAttribute('name', name));
    const first = await make('first');
    const second = await make('second');
    await app.get('/', { cookie: first });
    await make('third');
    expect(told).toEqual(['second culled', 'removed second']);
    expect(await findsSession(app, { cookie: first })).toBe(true);
    expect(await findsSession(app, { cookie: second })).toBe(false);
  });

  it('SES-227 sessionTimeout takes minutes', async () => {
    const app = await serve({ sessionTimeout: 0.5 });
    const visit = await app.visit((request) => request.getSession().getMaxInactiveInterval());
    expect(visit.result).toBe(30);
  });

  it('SES-228 a route goes into the cookie, and not into the id', async () => {
    const app = await serve({ route: 'node1' });
    const visit = await app.visit((request) => request.getSession().getId());
    expect(visit.setCookies[0]?.value).toBe(`${visit.result}.node1`);
    expect(await findsSession(app, { cookie: visit.cookie })).toBe(true);
    // After a fail-over the session is the same, whatever node it says.
    expect(await findsSession(app, { cookie: visit.cookie.replace('node1', 'node2') })).toBe(true);
  });

  it('SES-229 a session that was found is not new, whoever asks first', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    const asked = await app.visit((request) => request.getSession(true).isNew(), { cookie });
    const looked = await app.visit((request) => request.getSession(false)?.isNew(), { cookie });
    expect([asked.result, looked.result]).toEqual([false, false]);
  });

  it('SES-230 synchronized gives one request at a time the session', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setAttribute('stock', 1));
    const leave = gate();
    const buy = (asked: () => void) =>
      app.visit(
        (request) => {
          const session = request.getSession();
          const bought = synchronized(session, async () => {
            const stock = Number(session.getAttribute('stock'));
            await leave.passed;
            if (stock === 0) return 'sold out';
            session.setAttribute('stock', stock - 1);
            return 'bought';
          });
          asked();
          return bought;
        },
        { cookie },
      );
    const [firstAsked, secondAsked] = [gate(), gate()];
    const first = buy(firstAsked.open);
    await firstAsked.passed;
    const second = buy(secondAsked.open);
    await secondAsked.passed;
    leave.open();
    expect([(await first).result, (await second).result]).toEqual(['bought', 'sold out']);
  });
});
