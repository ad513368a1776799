import { describe, expect, it, jest } from '@jest/globals';
import type { SessionRequest, SessionResponse } from 'httpsession';
import { backings } from '../support/backings.ts';
import { connectTo } from '../support/raw-client.ts';
import { serve } from '../support/serve.ts';
import { isExpired } from '../support/set-cookie.ts';

jest.setTimeout(30_000);

const STEPS = ['create', 'invalidate', 'change'] as const;
type Step = (typeof STEPS)[number];

/** Every order of up to `length` steps. */
function ordersUpTo(length: number): Step[][] {
  if (length === 0) return [[]];
  const shorter = ordersUpTo(length - 1);
  const longest = shorter.filter((order) => order.length === length - 1);
  return [...shorter, ...longest.flatMap((order) => STEPS.map((step) => [...order, step]))];
}

function take(step: Step, request: SessionRequest): void {
  if (step === 'create') request.getSession();
  else if (step === 'invalidate') request.getSession(false)?.invalidate();
  else if (request.getSession(false) !== null) request.changeSessionId();
}

/** The forms that a head takes on, all with a cookie of the application. */
const answers: readonly ((response: SessionResponse) => unknown)[] = [
  (response) => response.setHeader('Set-Cookie', 'a=1').end(),
  (response) => response.writeHead(200, { 'Set-Cookie': 'a=1' }).end(),
  (response) => response.writeHead(200, ['set-cookie', 'a=1']).end(),
  (response) => response.writeHead(200, [['Set-Cookie', 'a=1']] as unknown as string[]).end(),
  (response) => response.writeHead(200, 'Fine', { 'set-cookie': ['a=1'] }).end(),
  (response) => {
    response.appendHeader('Set-Cookie', 'a=1').flushHeaders();
    response.end();
  },
  (response) => {
    response.setHeader('set-cookie', ['a=1']).write('x');
    response.end();
  },
];

describe.each(backings)('every order of session calls, %s', (_name, options) => {
  it.each([
    ['no session', false],
    ['a session', true],
  ])('S-17 shows the final state in one cookie, from %s', async (_from, hasSession) => {
    let after: string | null | undefined;
    const app = await serve(options(), (request, response) => {
      const [order = '', form = ''] = (request.headers['x-test'] as string).split(';');
      for (const step of order.split(',')) take(step as Step, request);
      after = request.getSession(false)?.getId() ?? null;
      return answers[Number(form)]?.(response);
    });
    const client = await connectTo(app.port);
    for (const [at, order] of ordersUpTo(5).entries()) {
      const cookie = hasSession ? (await client.get('/', 'X-Test: create;0')).cookie : '';
      const known = hasSession ? cookie.slice('JSESSIONID='.length) : null;
      const answer = await client.get(
        '/',
        `X-Test: ${order.join(',')};${at % answers.length}`,
        `Cookie: x=y; ${cookie}`,
      );
      const told = answer.sessionCookies.map((one) => (isExpired(one) ? null : one.value));
      // The client hears of what is different from what it has, and of nothing else.
      expect([order, told]).toEqual([order, after === known ? [] : [after]]);
      expect(answer.all('set-cookie').filter((line) => line === 'a=1')).toHaveLength(1);
    }
  });
});
