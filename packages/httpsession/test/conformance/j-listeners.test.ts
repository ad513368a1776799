import { describe, expect, it } from '@jest/globals';
import { OptionError, SessionManager } from 'httpsession';
import type { HttpSessionBindingEvent, SessionListener } from 'httpsession';
import { ListenerLog } from '../support/listener-log.ts';
import { serve } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

/** Three listeners, labelled 1 to 3, and the log of what they are told. */
function three(): { log: ListenerLog; listeners: SessionListener[] } {
  const log = new ListenerLog();
  return { log, listeners: ['1', '2', '3'].map((label) => log.listener(label)) };
}

function fail(): never {
  throw new Error('a listener that fails');
}

describe('J. Listeners: registration and order', () => {
  it('SES-148 a value is told about its binding without being registered', async () => {
    const log = new ListenerLog();
    const app = await serve();
    await app.visit((request) => {
      request.getSession().setAttribute('a', log.value('one'));
      request.getSession().removeAttribute('a');
    });
    expect(log.lines).toEqual(['bound one', 'unbound one']);
  });

  it('SES-149 one listener hears of every kind of event that it has a method for', async () => {
    const log = new ListenerLog();
    const app = await serve({ listeners: [log.listener()] });
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', 1);
      request.changeSessionId();
      session.invalidate();
    });
    expect(log.lines).toEqual(['created', 'added a=1', 'idChanged', 'destroyed', 'removed a=1']);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['the binding of values only', { valueBound: () => undefined }],
  ])('SES-150 a listener of %s cannot be registered', (_what, listener) => {
    expect(() => new SessionManager({ listeners: [listener] })).toThrow(OptionError);
  });

  it('SES-153 creation is told in the order of registration', async () => {
    const { log, listeners } = three();
    const app = await serve({ listeners });
    await startSession(app);
    expect(log.lines).toEqual(['1:created', '2:created', '3:created']);
  });

  it('SES-154 destruction is told in reverse order', async () => {
    const { log, listeners } = three();
    const app = await serve({ listeners });
    await app.visit((request) => {
      request.getSession();
      log.take();
      request.getSession().invalidate();
    });
    expect(log.lines).toEqual(['3:destroyed', '2:destroyed', '1:destroyed']);
  });

  it('SES-155 changes of attributes are told in the order of registration', async () => {
    const { log, listeners } = three();
    const app = await serve({ listeners });
    await app.visit((request) => {
      const session = request.getSession();
      log.take();
      session.setAttribute('a', 'x');
      session.setAttribute('a', 'y');
      session.removeAttribute('a');
    });
    expect(log.lines).toEqual([
      ...['1:added a=x', '2:added a=x', '3:added a=x'],
      ...['1:replaced a=x', '2:replaced a=x', '3:replaced a=x'],
      ...['1:removed a=y', '2:removed a=y', '3:removed a=y'],
    ]);
  });

  it('SES-156 every id listener is told', async () => {
    const { log, listeners } = three();
    const app = await serve({ listeners });
    await app.visit((request) => {
      request.getSession();
      log.take();
      request.changeSessionId();
    });
    expect(log.lines.sort()).toEqual(['1:idChanged', '2:idChanged', '3:idChanged']);
  });

  it('SES-159 a listener may have any of the methods', async () => {
    const heard: string[] = [];
    const app = await serve({
      listeners: [
        { sessionCreated: () => void heard.push('created') },
        { attributeRemoved: (event) => void heard.push(`removed ${event.getName()}`) },
      ],
    });
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', { valueUnbound: () => void heard.push('unbound') });
      session.setAttribute('b', { valueBound: () => void heard.push('bound') });
      session.invalidate();
    });
    expect(heard.sort()).toEqual(['bound', 'created', 'removed a', 'removed b', 'unbound']);
  });

  it('SES-160 a notification may come while another one is handled', async () => {
    const steps: string[] = [];
    const attributeAdded = (event: HttpSessionBindingEvent): void => {
      steps.push(`begin ${event.getName()}`);
      if (event.getName() === 'a') event.getSession().setAttribute('b', 1);
      steps.push(`end ${event.getName()}`);
    };
    const app = await serve({ listeners: [{ attributeAdded }] });
    await app.visit((request) => request.getSession().setAttribute('a', 1));
    expect(steps).toEqual(['begin a', 'begin b', 'end b', 'end a']);
  });

  it.each([
    ['sessionCreated', '/create'],
    ['attributeAdded', '/set'],
    ['sessionDestroyed', '/end'],
  ] as const)(
    'SES-161 with listenerErrors propagate a failing %s is a 500 and ends the round',
    async (method, path) => {
      const log = new ListenerLog();
      // Destruction is told in reverse order: a failing listener in the middle is early both ways.
      const listeners = [log.listener('1'), { [method]: fail }, log.listener('3')];
      const app = await serve({ listeners, listenerErrors: 'propagate' }, (request, response) => {
        const session = request.getSession();
        if (path === '/set') session.setAttribute('a', 1);
        if (path === '/end') session.invalidate();
        response.end();
      });
      const answer = await app.get(path);
      const told = {
        sessionCreated: '1:created',
        attributeAdded: '1:added a=1',
        sessionDestroyed: '3:destroyed',
      };
      expect(answer.status).toBe(500);
      expect(log.lines.at(-1)).toBe(told[method]);
    },
  );

  it('SES-161 by default a failing listener stops neither the others nor the request', async () => {
    const log = new ListenerLog();
    const failing = { sessionCreated: fail, attributeAdded: fail, sessionDestroyed: fail };
    const app = await serve({ listeners: [failing, log.listener(), failing] });
    const visit = await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', 1);
      session.invalidate();
    });
    expect(visit.status).toBe(200);
    expect(log.lines).toEqual(['created', 'added a=1', 'destroyed', 'removed a=1']);
  });

  it.each(['isolate', 'propagate'] as const)(
    'SES-161 with listenerErrors %s the change of state is completed',
    async (listenerErrors) => {
      const app = await serve({ listeners: [{ sessionDestroyed: fail }], listenerErrors });
      const cookie = await startSession(app);
      await app.visit(
        (request) => {
          const session = request.getSession();
          try {
            session.invalidate();
          } catch {
            // Which of the two happens is the subject of the other tests.
          }
          expect(request.getSession(false)).toBeNull();
        },
        { cookie },
      );
      expect(await findsSession(app, { cookie })).toBe(false);
    },
  );

  it.each(['isolate', 'propagate'] as const)(
    'SES-162 with listenerErrors %s a listener that fails on a timeout does no harm',
    async (listenerErrors) => {
      const failing = { sessionDestroyed: fail };
      const app = await serve({ sessionTimeout: 1, listeners: [failing], listenerErrors });
      await startSession(app);
      await startSession(app);
      app.clock.advance(180_000);
      expect(app.manager.metrics.activeSessions).toBe(0);
      expect((await app.get('/')).status).toBe(200);
    },
  );

  it('SES-163 closing tells session listeners of each session, in reverse order', async () => {
    const { log, listeners } = three();
    const app = await serve({ listeners });
    await startSession(app);
    log.take();
    await app.manager.close();
    expect(log.lines).toEqual(['3:destroyed', '2:destroyed', '1:destroyed']);
  });

  it('SES-164 closing without a store unbinds every value', async () => {
    const log = new ListenerLog();
    const reasons: unknown[] = [];
    const reason: SessionListener = {
      sessionDestroyed: (event) => void reasons.push(event.getReason()),
    };
    const app = await serve({ listeners: [log.listener(), reason] });
    await startSession(app, (session) => {
      session.setAttribute('a', log.value('one'));
      log.take();
    });
    await app.manager.close();
    expect(log.lines).toEqual(['destroyed', 'unbound one', 'removed a=one']);
    expect(reasons).toEqual(['shutdown']);
  });

  it('SES-157 the listeners are the objects that were given, as long as the manager lives', async () => {
    const heard = new Set<unknown>();
    const listener = {
      sessionCreated(this: unknown): void {
        heard.add(this);
      },
    };
    const app = await serve({ listeners: [listener] });
    await startSession(app);
    await startSession(app);
    expect([...heard]).toEqual([listener]);
  });
});
