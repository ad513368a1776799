import { describe, expect, it } from '@jest/globals';
import { headerTracker } from 'httpsession';
import { once } from '../support/raw-client.ts';
import { serve, type Options } from '../support/serve.ts';

type Modes = NonNullable<Options['trackingModes']>;

const header = headerTracker('X-Session-Id');

const modeSets: Record<string, Modes> = {
  cookies: ['COOKIE'],
  URLs: ['URL'],
  'a header': [header],
  'cookies and URLs': ['COOKIE', 'URL'],
  'cookies and a header': ['COOKIE', header],
  'URLs and a header': ['URL', header],
  all: ['COOKIE', 'URL', header],
};

/** How a request may carry an id, and the mode that lets it. */
const carriers: Record<string, readonly [Modes[number] | undefined, (id: string) => string[]]> = {
  'the cookie': ['COOKIE', (id) => ['GET /page', `Cookie: JSESSIONID=${id}`]],
  'the path parameter': ['URL', (id) => [`GET /page;jsessionid=${id}`]],
  'the header': [header, (id) => ['GET /page', `X-Session-Id: ${id}`]],
  'the query': [
    undefined,
    (id) => [`GET /page?jsessionid=${id}&JSESSIONID=${id}`, `Referer: /page;jsessionid=${id}`],
  ],
};

describe.each(Object.entries(modeSets))('with tracking by %s', (_modes, trackingModes) => {
  it.each(Object.entries(carriers))(
    'S-20 an id that comes by %s',
    async (_carrier, [mode, linesOf]) => {
      let id = '';
      const app = await serve({ trackingModes }, (request, response) => {
        if (request.url === '/start') id = request.getSession().getId();
        response.end(
          JSON.stringify({
            url: request.url,
            joins: request.getSession(false)?.getId() === id,
            requested: request.getRequestedSessionId() === id,
            isValid: request.isRequestedSessionIdValid(),
            fromCookie: request.isRequestedSessionIdFromCookie(),
            fromUrl: request.isRequestedSessionIdFromURL(),
          }),
        );
      });
      await once(app.port, 'GET /start');
      const [start = '', ...lines] = linesOf(id);
      const answer = await once(app.port, start, ...lines);
      const counts = mode !== undefined && trackingModes.includes(mode);
      expect(JSON.parse(answer.body)).toEqual({
        url: mode === undefined ? start.slice('GET '.length) : '/page',
        joins: counts,
        requested: counts,
        isValid: counts,
        fromCookie: counts && mode === 'COOKIE',
        fromUrl: counts && mode === 'URL',
      });
    },
  );

  it('S-20 an id goes out by these ways and no others', async () => {
    let id = '';
    const app = await serve({ trackingModes }, (request, response) => {
      id = request.getSession().getId();
      response.end(response.encodeURL('/next'));
    });
    const answer = await once(app.port, 'GET /');
    expect(answer.sessionCookies.map(({ value }) => value)).toEqual(
      trackingModes.includes('COOKIE') ? [id] : [],
    );
    expect(answer.all('x-session-id')).toEqual(trackingModes.includes(header) ? [id] : []);
    expect(answer.body).toBe(trackingModes.includes('URL') ? `/next;jsessionid=${id}` : '/next');
  });
});
