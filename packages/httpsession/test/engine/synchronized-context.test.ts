import { expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { synchronized } from 'httpsession';
import { gate } from '../support/gate.ts';
import { Lobby } from '../support/in-process-request.ts';

it('R26 S3-45 holds the context of the sessions, and none of the sessions', async () => {
  const session = new Lobby().visit().request.getSession();
  const context = session.getServletContext();
  const { passed, open } = gate();
  const seen: string[] = [];
  const first = synchronized(context, async () => {
    await passed;
    seen.push('first');
  });
  const second = synchronized(session.getServletContext(), () => void seen.push('second'));
  await synchronized(session, () => void seen.push('session'));
  await nextTurn();
  expect(seen).toEqual(['session']);
  open();
  await Promise.all([first, second]);
  expect(seen).toEqual(['session', 'first', 'second']);
});

it('R26 S3-45 refuses a timeout that is no time', () => {
  const context = new Lobby().visit().request.getSession().getServletContext();
  expect(() => synchronized(context, () => 1, { timeoutMs: -1 })).toThrow(
    expect.objectContaining({ code: 'HTTPSESSION_BAD_OPTION' }),
  );
});
