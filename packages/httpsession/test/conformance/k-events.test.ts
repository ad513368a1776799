import { describe, expect, it } from '@jest/globals';
import { HttpSessionBindingEvent, HttpSessionEvent } from 'httpsession';
import type { HttpSession, SessionListener } from 'httpsession';
import { ListenerLog } from '../support/listener-log.ts';
import { serve } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

/** The lines that `act` causes in a new session that `prepare` has set up. */
async function told(
  act: (session: HttpSession, log: ListenerLog) => void,
  prepare: (session: HttpSession, log: ListenerLog) => void = () => undefined,
): Promise<string[]> {
  const log = new ListenerLog();
  const app = await serve({ listeners: [log.listener()] });
  await app.visit((request) => {
    const session = request.getSession();
    prepare(session, log);
    log.take();
    act(session, log);
    // Here and not later: every call ends before the method that caused it returns.
    expect(log.lines.length).toBe(log.events.length);
  });
  return log.lines;
}

describe('K. Events and the moment of the calls', () => {
  it('SES-165 an event leads to its session', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      const event = new HttpSessionEvent(session);
      expect(event.getSession()).toBe(session);
      expect(event.getSource()).toBe(session);
    });
  });

  it('SES-165 the session of a creation event has the id that the handler sees', async () => {
    const ids: string[] = [];
    const sessionCreated: SessionListener['sessionCreated'] = (event) => {
      ids.push(event.getSession().getId());
    };
    const app = await serve({ listeners: [{ sessionCreated }] });
    const visit = await app.visit((request) => request.getSession().getId());
    expect(ids).toEqual([visit.result]);
  });

  it('SES-166 a binding event is a session event, with or without a value', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      const event = new HttpSessionBindingEvent(session, 'a', 1);
      expect(event).toBeInstanceOf(HttpSessionEvent);
      expect([event.getSession(), event.getName(), event.getValue()]).toEqual([session, 'a', 1]);
      expect(new HttpSessionBindingEvent(session, 'a').getValue()).toBeNull();
    });
  });

  it('SES-167 a binding event has the name of the attribute', async () => {
    const names: string[] = [];
    const note = (event: HttpSessionBindingEvent): void => void names.push(event.getName());
    const app = await serve({
      listeners: [{ attributeAdded: note, attributeReplaced: note, attributeRemoved: note }],
    });
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('x', { valueBound: note, valueUnbound: note });
      session.setAttribute('x', 2);
      session.removeAttribute('x');
    });
    expect(names).toEqual(['x', 'x', 'x', 'x', 'x']);
  });

  it('SES-168 a replacement tells the old value', async () => {
    const lines = await told((session) => {
      session.setAttribute('a', 1);
      session.setAttribute('a', 2);
      session.removeAttribute('a');
    });
    expect(lines).toEqual(['added a=1', 'replaced a=1', 'removed a=2']);
  });

  it('SES-168 a replacement tells the old value also when the new one is a listener', async () => {
    const lines = await told(
      (session, log) => session.setAttribute('a', log.value('new')),
      (session) => session.setAttribute('a', 'old'),
    );
    expect(lines).toEqual(['bound new', 'replaced a=old']);
  });

  it('SES-169 a session can be used while it is created', async () => {
    const app = await serve({
      listeners: [{ sessionCreated: (event) => event.getSession().setAttribute('visits', 0) }],
    });
    await app.visit((request) => {
      expect(request.getSession().getAttribute('visits')).toBe(0);
    });
  });

  it('SES-170 destruction is told before invalidate returns', async () => {
    const lines: string[] = [];
    const app = await serve({
      listeners: [{ sessionDestroyed: () => void lines.push('destroyed') }],
    });
    await app.visit((request) => {
      request.getSession().invalidate();
      expect(lines).toEqual(['destroyed']);
    });
  });

  it('SES-171 each change is told once, after it happened', async () => {
    const seen: unknown[] = [];
    const read = (event: HttpSessionBindingEvent): void => {
      seen.push(event.getSession().getAttribute('a'));
    };
    const app = await serve({
      listeners: [{ attributeAdded: read, attributeReplaced: read, attributeRemoved: read }],
    });
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', 'first');
      session.setAttribute('a', 'second');
      session.removeAttribute('a');
    });
    expect(seen).toEqual(['first', 'second', null]);
  });

  it('SES-172 S3-44 values are told when they are bound, replaced and removed', async () => {
    const app = await serve();
    const log = new ListenerLog();
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', log.value('one'));
      session.setAttribute('a', log.value('two'));
      session.removeAttribute('a');
    });
    expect(log.lines.sort()).toEqual(['bound one', 'bound two', 'unbound one', 'unbound two']);
    expect(log.events.map((event) => (event as HttpSessionBindingEvent).getName())).toEqual([
      'a',
      'a',
      'a',
      'a',
    ]);
  });

  it('SES-172 S3-47 a value is told when its session ends', async () => {
    const lines = await told(
      (session) => session.invalidate(),
      (session, log) => session.setAttribute('a', log.value('one')),
    );
    expect(lines).toContain('unbound one');
  });

  it.each([
    ['nothing', null],
    ['the value before', 'old'],
  ])('SES-173 in valueBound getAttribute gives %s', async (_what, before) => {
    const seen: unknown[] = [];
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', before);
      session.setAttribute('a', {
        valueBound: () => seen.push(session.getAttribute('a')),
      });
    });
    expect(seen).toEqual([before]);
  });

  it('SES-174 in valueUnbound the value is gone', async () => {
    const seen: unknown[] = [];
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      const value = { valueUnbound: () => seen.push(session.getAttribute('a')) };
      session.setAttribute('a', value);
      session.setAttribute('a', 'replacement');
      session.setAttribute('a', value);
      session.removeAttribute('a');
    });
    expect(seen).toEqual(['replacement', null]);
  });

  it.each(['invalidation', 'expiry'])('SES-174 on %s the value is gone too', async (cause) => {
    const seen: unknown[] = [];
    const app = await serve({ sessionTimeout: 1 });
    const cookie = await startSession(app, (session) =>
      session.setAttribute('a', {
        valueUnbound: (event: HttpSessionBindingEvent) =>
          seen.push(event.getSession().getAttribute('a')),
      }),
    );
    if (cause === 'expiry') app.clock.advance(180_000);
    else await app.visit((request) => request.getSession().invalidate(), { cookie });
    expect(seen).toEqual([null]);
  });

  it('SES-175 a value is told before the attribute listeners, on setting', async () => {
    const lines = await told((session, log) => session.setAttribute('a', log.value('one')));
    expect(lines).toEqual(['bound one', 'added a=one']);
  });

  it('SES-175 a value is told before the attribute listeners, on removing', async () => {
    const lines = await told(
      (session) => session.removeAttribute('a'),
      (session, log) => session.setAttribute('a', log.value('one')),
    );
    expect(lines).toEqual(['unbound one', 'removed a=one']);
  });

  it('SES-176 on replacement the new value comes first, then the old one, then the others', async () => {
    const lines = await told(
      (session, log) => session.setAttribute('a', log.value('new')),
      (session, log) => session.setAttribute('a', log.value('old')),
    );
    expect(lines).toEqual(['bound new', 'unbound old', 'replaced a=old']);
  });

  it('SES-177 setting the same object again is a replacement for attribute listeners only', async () => {
    const lines = await told((session, log) => {
      const value = log.value('same');
      session.setAttribute('a', value);
      log.take();
      session.setAttribute('a', value);
    });
    expect(lines).toEqual(['replaced a=same']);
  });

  it('SES-178 binding events carry the value', async () => {
    const values: unknown[] = [];
    const note = (event: HttpSessionBindingEvent): void => void values.push(event.getValue());
    const value = { valueBound: note, valueUnbound: note };
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', value);
      session.setAttribute('a', 'replacement');
      session.setAttribute('a', value);
      session.invalidate();
    });
    expect(values).toEqual([value, value, value, value]);
  });

  it('SES-179 an id change is told once, with both ids, before the call returns', async () => {
    const app = await serve({
      listeners: [
        {
          sessionIdChanged: (event, oldId) => {
            const session = event.getSession();
            session.setAttribute('ids', [oldId, session.getId()]);
            session.setAttribute('calls', Number(session.getAttribute('calls') ?? 0) + 1);
          },
        },
      ],
    });
    await app.visit((request) => {
      const session = request.getSession();
      const before = session.getId();
      const after = request.changeSessionId();
      expect(session.getAttribute('ids')).toEqual([before, after]);
      expect(session.getAttribute('calls')).toBe(1);
    });
  });
});
