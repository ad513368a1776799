import { describe, expect, it } from '@jest/globals';
import { backings } from '../support/backings.ts';
import { once } from '../support/raw-client.ts';
import { serve } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

/** Targets with $ in the place of a live id, and whether they join its session. */
const targets: readonly (readonly [target: string, joins: boolean])[] = [
  ['/;jsessionid=$', true],
  ['/a;jsessionid=$/b', true],
  ['/%00;jsessionid=$', true],
  ['/%0d%0a;jsessionid=$', true],
  [`/${'a'.repeat(8192)};jsessionid=$`, true],
  ['http:/a;jsessionid=$', false],
  ['http://[::1]:80/;jsessionid=$', true],
  ['HTTP://USER:pw@HOST:8080/;jsessionid=$', true],
  ['///;jsessionid=$', true],
  ['/\\a;jsessionid=$', true],
  ['/;JSESSIONID=$', false],
  ['/;jsessionid=$.', false],
  ['/;jsessionid=$..', false],
  ['/;jsessionid=$%00', false],
  ['/;jsessionid=%22$%22', false],
  ['/;jsessionid="$"', false],
  ['/;jsessionid=$,$', false],
  ['/;jsessionid=', false],
  ['/;jsessionid', false],
  ['/;jsessionid=$;jsessionid=x', false],
  ['/%3Bjsessionid=$', false],
  ['/%3bjsessionid%3d$', false],
  ['/;%6asessionid=$', false],
  ['/?;jsessionid=$', false],
  ['/?jsessionid=$', false],
  ['/#;jsessionid=$', false],
  ['/..;jsessionid=$/admin', false],
  ['http://u;jsessionid=$@host/', false],
  [`/${';'.repeat(8192)}`, false],
  [`/${';jsessionid='.repeat(600)}`, false],
];

describe.each(backings)('URLs that attackers send, %s', (_name, options) => {
  it('S-21 the corpus: none harms anything, or joins a session that it does not name', async () => {
    const app = await serve(
      { ...options(), trackingModes: ['COOKIE', 'URL'] },
      (request, response) => {
        const session = request.getSession(false);
        response.end(String(session === null ? 'nobody' : session.getAttribute('secret')));
      },
    );
    const cookie = await startSession(app, (session) => session.setAttribute('secret', 'canary'));
    const id = cookie.slice('JSESSIONID='.length);
    for (const [target, joins] of targets) {
      const answer = await once(app.port, `GET ${target.replaceAll('$', id)}`);
      const seen = answer.status === 400 ? 'nobody' : answer.body;
      expect([target, seen]).toEqual([target, joins ? 'canary' : 'nobody']);
      expect([target, answer.setCookies]).toEqual([target, []]);
    }
    expect(app.errors).toEqual([]);
    expect(app.manager.metrics.createdSessions).toBe(1);
  });
});

describe('what a client sends', () => {
  const markup = '<script>alert(1)</script>';

  it.each<[number, (status: string) => string]>([
    [400, () => 'two live sessions'],
    [500, () => 'a handler that throws'],
    [503, () => 'no room'],
  ])('is not repeated in our own answer %d', async (status) => {
    const app = await serve({ sessionMax: 2, culling: 'reject' }, (request) => {
      if (status === 503) request.getSession();
      throw new Error(`${String(request.url)} ${String(request.headers['x-a'])}`);
    });
    const cookies = [await startSession(app), await startSession(app)];
    const sent = status === 400 ? cookies.join('; ') : `a=${markup}; JSESSIONID=${markup}`;
    const answer = await once(app.port, `GET /${markup}`, `X-A: ${markup}`, `Cookie: ${sent}`);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer)).not.toContain('alert');
    expect(answer.field('content-type')).toBe('text/plain; charset=utf-8');
  });
});
