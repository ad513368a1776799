import { describe, expect, test } from '@jest/globals';
import type { RequestFacade } from '../../src/http/request-facade.ts';
import { RequestServer } from '../support/request-server.ts';

const locales = (request: RequestFacade): unknown => [...request.getLocales()];

const OWN = [Intl.DateTimeFormat().resolvedOptions().locale];

describe('Languages of a request', () => {
  test.each([
    ['de', ['de']],
    ['de-CH, fr', ['de-CH', 'fr']],
    ['de;q=0.5, fr', ['fr', 'de']],
    ['de;q=0.5, fr;q=0.8, en;q=0.5', ['fr', 'de', 'en']],
    ['DE-ch', ['de-CH']],
    ['zh-hant-tw', ['zh-Hant-TW']],
    ['de ; Q = 0.9 , fr ; q=1.000', ['fr', 'de']],
    ['de;q=0, fr;q=0.000, en', ['en']],
    ['*, de', ['de']],
    ['de;q=2, fr;q=-1, it;q=x, es;q=, pt;q=1.001, en;q=.5, nl', ['nl']],
    ['d_e, <b>, 12345678901, fr', ['fr']],
    [',,,', OWN],
    ['*', OWN],
    ['', OWN],
  ])('%s', async (header, expected) => {
    const server = await RequestServer.start();
    expect(await server.get(locales, '/', `Accept-Language: ${header}`)).toEqual(expected);
  });

  test('the best one by itself', async () => {
    const server = await RequestServer.start();
    const best = (request: RequestFacade): unknown => request.getLocale();
    expect(await server.get(best, '/', 'Accept-Language: fr;q=0.1, de-AT')).toBe('de-AT');
    expect(await server.get(best)).toBe(OWN[0]);
  });

  test('no more than fifty are looked at', async () => {
    const server = await RequestServer.start();
    const header = `${'de-CH;q=0.1,'.repeat(50)}fr`;
    expect(await server.get(locales, '/', `Accept-Language: ${header}`)).not.toContain('fr');
  });
});
