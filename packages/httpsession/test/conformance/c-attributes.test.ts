import { describe, expect, it } from '@jest/globals';
import {
  Enumeration,
  IllegalArgumentException,
  IllegalStateException,
  MemoryStore,
} from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { ListenerLog } from '../support/listener-log.ts';
import { serve } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

describe('C. Attributes', () => {
  it('SES-034 S1-05 S4-16 an attribute is there for every handler in later requests', async () => {
    const app = await serve({}, (request, response) =>
      response.end(String(request.getSession().getAttribute('user'))),
    );
    const cookie = await startSession(app, (session) => session.setAttribute('user', 'ada'));
    const answer = await app.get('/another/handler', { cookie });
    expect(answer.body).toBe('ada');
  });

  it('SES-035 setting a bound name replaces its object', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', 'first');
      session.setAttribute('a', 'second');
      expect(session.getAttribute('a')).toBe('second');
    });
  });

  it.each([null, undefined])('SES-036 S3-31 setting %p removes the attribute', async (nothing) => {
    const log = new ListenerLog();
    const app = await serve({ listeners: [log.listener()] });
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', 1);
      session.setAttribute('a', nothing);
      expect(session.getAttribute('a')).toBeNull();
      expect([...session.getAttributeNames()]).toEqual([]);
    });
    expect(log.lines).toEqual(['created', 'added a=1', 'removed a=1']);
  });

  it('SES-036 setting null under an unbound name does nothing', async () => {
    const log = new ListenerLog();
    const app = await serve({ listeners: [log.listener()] });
    await app.visit((request) => request.getSession().setAttribute('a', null));
    expect(log.lines).toEqual(['created']);
  });

  it('SES-037 a name must not be null', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      const noName = null as unknown as string;
      expect(() => session.setAttribute(noName, 1)).toThrow(IllegalArgumentException);
      expect([...session.getAttributeNames()]).toEqual([]);
    });
  });

  it('SES-038 null as a name is never bound: reading gives null, removing does nothing', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      const noName = null as unknown as string;
      session.setAttribute('null', 'a text, not null');
      expect(session.getAttribute(noName)).toBeNull();
      session.removeAttribute(noName);
      expect([...session.getAttributeNames()]).toEqual(['null']);
    });
  });

  it('SES-039 S3-16 an attribute is the very object that was set', async () => {
    const app = await serve();
    const goods: { items: string[] } = { items: [] };
    const cookie = await startSession(app, (session) => session.setAttribute('goods', goods));
    await app.visit(
      (request) => {
        (request.getSession().getAttribute('goods') as typeof goods).items.push('book');
      },
      { cookie },
    );
    await app.visit(
      (request) => {
        expect(request.getSession().getAttribute('goods')).toBe(goods);
        expect(request.getSession().getAttribute('none')).toBeNull();
      },
      { cookie },
    );
    expect(goods.items).toEqual(['book']);
  });

  it('SES-039 falsy values are values', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      for (const value of [0, '', false]) {
        session.setAttribute('a', value);
        expect(session.getAttribute('a')).toBe(value);
      }
    });
  });

  it('SES-040 S3-17 the names are each listed once', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      expect(session.getAttributeNames().hasMoreElements()).toBe(false);
      session.setAttribute('a', 1);
      session.setAttribute('a', 2);
      session.setAttribute('b', 3);
      expect([...session.getAttributeNames()].sort()).toEqual(['a', 'b']);
    });
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'SES-040 %s is a name like any other',
    async (name) => {
      const app = await serve();
      await app.visit((request) => {
        const session = request.getSession();
        expect(session.getAttribute(name)).toBeNull();
        session.setAttribute(name, 1);
        expect([...session.getAttributeNames()]).toEqual([name]);
      });
    },
  );

  it('SES-041 names may be removed while they are enumerated', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      for (const name of ['a', 'b', 'c', 'd']) session.setAttribute(name, name);
      const names = session.getAttributeNames();
      while (names.hasMoreElements()) session.removeAttribute(names.nextElement());
      expect(session.getAttributeNames().hasMoreElements()).toBe(false);
    });
  });

  it('SES-041 an enumeration does not follow what it was made from', () => {
    const names = ['a', 'b'];
    const enumeration = new Enumeration(names);
    names.push('c');
    expect([...enumeration]).toEqual(['a', 'b']);
  });

  it('SES-042 S3-29 removing unbinds', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', 1);
      session.removeAttribute('a');
      expect(session.getAttribute('a')).toBeNull();
    });
  });

  it('SES-042 removing an unbound name tells nobody', async () => {
    const log = new ListenerLog();
    const app = await serve({ listeners: [log.listener()] });
    await app.visit((request) => request.getSession().removeAttribute('unknown'));
    expect(log.lines).toEqual(['created']);
  });

  it('SES-043 attribute calls throw after the end, whatever the name', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('known', 1);
      session.invalidate();
      for (const name of ['known', 'unknown']) {
        expect(() => session.getAttribute(name) as unknown).toThrow(IllegalStateException);
        expect(() => session.setAttribute(name, 1)).toThrow(IllegalStateException);
        expect(() => session.setAttribute(name, null)).toThrow(IllegalStateException);
        expect(() => session.removeAttribute(name)).toThrow(IllegalStateException);
      }
      expect(() => session.getAttributeNames()).toThrow(IllegalStateException);
    });
  });

  it('SES-044 S3-39 parallel requests lose no attribute', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    const names = Array.from({ length: 50 }, (_, index) => `name${index}`);
    await Promise.all(
      names.map((name) =>
        app.visit(
          async (request) => {
            const session = request.getSession();
            await Promise.resolve();
            session.setAttribute(name, name);
          },
          { cookie },
        ),
      ),
    );
    const { result } = await app.visit((request) => [...request.getSession().getAttributeNames()], {
      cookie,
    });
    expect(result.sort()).toEqual(names.sort());
  });

  it.each(['in memory', 'with a store'])(
    'SES-045 attributes set after the first byte are kept, %s',
    async (where) => {
      const clock = new FakeClock();
      const store = where === 'in memory' ? undefined : new MemoryStore({ clock });
      const app = await serve({ clock, store });
      const cookie = await startSession(app, (session) => session.setAttribute('old', 1));
      await app.visit(
        (request, response) => {
          const session = request.getSession();
          response.write('the first byte');
          session.setAttribute('late', 2);
          session.removeAttribute('old');
        },
        { cookie },
      );
      const { result } = await app.visit(
        (request) => [...request.getSession().getAttributeNames()],
        { cookie },
      );
      expect(result).toEqual(['late']);
    },
  );

  it('SES-046 S4-15 names are case-sensitive', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', 1);
      expect(session.getAttribute('A')).toBeNull();
    });
  });
});
