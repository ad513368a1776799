import { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { Http2SessionResponse, SessionManager, SessionResponse } from 'httpsession';
import type { HttpResponse } from '../../src/node/contracts.ts';
import { carriesOwnFields } from '../../src/node/own-fields.ts';
import { once } from '../support/raw-client.ts';
import { serve } from '../support/serve.ts';

const carries = (prototype: object): boolean => carriesOwnFields(prototype as HttpResponse);

describe('fields that the head takes as they are', () => {
  it('are taken by our responses on HTTP/1.1, of this version of Node as well', () => {
    expect(carries(SessionResponse.prototype)).toBe(true);
    expect(
      [ServerResponse, Http2SessionResponse].map(({ prototype }) => carries(prototype)),
    ).toEqual([false, false]);
  });

  it('are not written twice when Node refused the head that they were for', async () => {
    const { port } = await serve({}, (request, response) => {
      request.getSession();
      expect(() => response.writeHead(200, { 'X-Bad': 'a\nb' })).toThrow('Invalid character');
      response.setHeader('X-Good', 'yes');
      response.end();
    });
    const answer = await once(port, 'GET /');
    expect(answer.all('set-cookie')).toHaveLength(1);
    expect(answer.all('vary')).toEqual(['Cookie']);
    expect(answer.all('cache-control')).toHaveLength(1);
    expect(answer.all('x-bad')).toEqual([]);
  });

  it('are not those of a head in which the application says the same, in whatever letters', async () => {
    const { port } = await serve({}, (request, response) => {
      request.getSession();
      response.writeHead(200, { VARY: 'Accept', 'set-Cookie': 'a=1', 'CACHE-control': 'no-store' });
      response.end();
    });
    const answer = await once(port, 'GET /');
    expect(answer.all('vary')).toEqual(['Accept, Cookie']);
    expect(answer.all('set-cookie')).toHaveLength(2);
    expect(answer.all('cache-control')).toHaveLength(1);
  });

  it.each(['X-Ours\r\nX-Evil: 1', 'not a token', ''])(
    'never have what a tracker varies by if that is not the name of a field: %j',
    (vary) => {
      const tracker = { name: 'mine', vary, find: () => null, issue: () => [], expire: () => [] };
      expect(() => new SessionManager({ trackingModes: [tracker as never] })).toThrow(
        'trackingModes',
      );
    },
  );
});
