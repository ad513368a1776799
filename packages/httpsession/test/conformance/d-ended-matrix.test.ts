import { describe, expect, it } from '@jest/globals';
import { IllegalStateException } from 'httpsession';
import type { HttpSession } from 'httpsession';
import { serve } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

/* eslint-disable @typescript-eslint/no-deprecated -- the deprecated calls are part of the table */

type Act = (session: HttpSession) => unknown;

const THROWS: readonly [row: string, call: string, act: Act][] = [
  ['SES-049', 'getCreationTime', (session) => session.getCreationTime()],
  ['SES-049', 'getLastAccessedTime', (session) => session.getLastAccessedTime()],
  ['SES-049', 'isNew', (session) => session.isNew()],
  ['SES-043', 'getAttribute', (session): unknown => session.getAttribute('a')],
  ['SES-043', 'getAttributeNames', (session) => session.getAttributeNames()],
  ['SES-043', 'setAttribute', (session) => session.setAttribute('a', 2)],
  ['SES-043', 'setAttribute with null', (session) => session.setAttribute('a', null)],
  ['SES-043', 'removeAttribute', (session) => session.removeAttribute('a')],
  ['SES-048', 'invalidate', (session) => session.invalidate()],
  ['SES-022', 'getAccessor', (session) => session.getAccessor()],
  ['SES-027', 'getValue', (session): unknown => session.getValue('a')],
  ['SES-028', 'putValue', (session) => session.putValue('a', 2)],
  ['SES-029', 'removeValue', (session) => session.removeValue('a')],
  ['SES-030', 'getValueNames', (session) => session.getValueNames()],
];

const WORKS: readonly [row: string, call: string, act: Act, gives: unknown][] = [
  ['SES-002', 'getId', (session) => session.getId() !== '', true],
  ['SES-050', 'getServletContext', (s) => s.getServletContext().getContextPath(), ''],
  ['SES-050', 'getMaxInactiveInterval', (session) => session.getMaxInactiveInterval(), 60],
  ['SES-050', 'setMaxInactiveInterval', (session) => session.setMaxInactiveInterval(5), undefined],
  ['SES-031', 'getSessionContext', (s) => s.getSessionContext().getSession(s.getId()), null],
];

type End = 'its own request' | 'another request' | 'a timeout' | 'an accessor';
const ENDS: readonly End[] = ['its own request', 'another request', 'a timeout', 'an accessor'];

/** A reference that was kept while its session ended. */
async function ended(by: End): Promise<HttpSession> {
  const app = await serve({ sessionTimeout: 1 });
  const { cookie, result: session } = await app.visit((request) => {
    const made = request.getSession();
    made.setAttribute('a', 1);
    if (by === 'its own request') made.invalidate();
    return made;
  });
  if (by === 'another request') {
    await app.visit((request) => request.getSession().invalidate(), { cookie });
  }
  if (by === 'a timeout') app.clock.advance(180_000);
  if (by === 'an accessor') await session.getAccessor().access((same) => same.invalidate());
  return session;
}

describe.each(ENDS)('D. What still works once a session was ended by %s', (by) => {
  it.each(THROWS)('S3-46 %s %s throws', async (_row, _call, act) => {
    const session = await ended(by);
    expect(() => act(session)).toThrow(IllegalStateException);
  });

  it.each(WORKS)('%s %s works', async (_row, _call, act, gives) => {
    const session = await ended(by);
    expect(act(session)).toBe(gives);
  });

  it('SES-024 the use of an accessor throws', async () => {
    const app = await serve({ sessionTimeout: 1 });
    const { cookie, result } = await app.visit((request) => {
      const session = request.getSession();
      const accessor = session.getAccessor();
      if (by === 'its own request') session.invalidate();
      return accessor;
    });
    if (by === 'another request') {
      await app.visit((request) => request.getSession().invalidate(), { cookie });
    }
    if (by === 'a timeout') app.clock.advance(180_000);
    if (by === 'an accessor') await result.access((session) => session.invalidate());
    expect(() => result.access(() => 'reached')).toThrow(IllegalStateException);
  });

  it('SES-050 an interval that is set after the end brings nothing back', async () => {
    const session = await ended(by);
    session.setMaxInactiveInterval(0);
    expect(() => session.isNew()).toThrow(IllegalStateException);
  });
});

describe('D. The end of a session', () => {
  it('SES-047 leaves no session behind in the manager', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    await app.visit((request) => request.getSession().invalidate(), { cookie });
    expect(app.manager.metrics.activeSessions).toBe(0);
  });
});
