import { describe, expect, test } from '@jest/globals';
import { parseHttpDate } from '../../src/http/http-date.ts';

const IN_1994 = Date.UTC(1994, 10, 6, 8, 49, 37);
const NOW = Date.UTC(2026, 0, 1);

describe('HTTP dates', () => {
  test.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', IN_1994],
    ['Sunday, 06-Nov-94 08:49:37 GMT', IN_1994],
    ['Sun Nov  6 08:49:37 1994', IN_1994],
    ['Sun Nov 16 08:49:37 1994', Date.UTC(1994, 10, 16, 8, 49, 37)],
    [' Sun, 06 Nov 1994 08:49:37 GMT ', IN_1994],
    ['Thu, 29 Feb 2024 00:00:00 GMT', Date.UTC(2024, 1, 29)],
    ['Friday, 01-Jan-76 00:00:00 GMT', Date.UTC(2076, 0, 1)],
    ['Friday, 01-Jan-77 00:00:00 GMT', Date.UTC(1977, 0, 1)],
  ])('%s', (text, expected) => {
    expect(parseHttpDate(text, NOW)).toBe(expected);
  });

  test.each([
    [''],
    ['0'],
    ['now'],
    ['1994-11-06T08:49:37Z'],
    ['Sun, 06 Nov 1994 08:49:37'],
    ['Sun, 06 Nov 1994 08:49:37 CET'],
    ['Sun, 06 Nov 1994 08:49:37 GMT; length=1'],
    ['Sun, 6 Nov 1994 08:49:37 GMT'],
    ['Sun, 06 nov 1994 08:49:37 GMT'],
    ['Sun, 06 Nov 94 08:49:37 GMT'],
    ['Abc, 06 Nov 1994 08:49:37 GMT'],
    ['Sun, 30 Feb 2024 00:00:00 GMT'],
    ['Sun, 00 Nov 1994 08:49:37 GMT'],
    ['Sun, 06 Nov 1994 24:00:00 GMT'],
    ['Sun, 06 Nov 1994 08:60:00 GMT'],
    ['Sun, 06 Nov 1994 08:49 GMT'],
    ['Sun, 06 Nov 1994 08:49:37:00 GMT'],
    ['Sunday, 06-Nov-1994 08:49:37 GMT'],
    ['Sun Nov 6 08:49:37 1994'],
    ['Sun Nov  6 08:49:37'],
    ['Sun, 06 Nov 199\u0664 08:49:37 GMT'],
  ])('"%s" is none', (text) => {
    expect(parseHttpDate(text, NOW)).toBeUndefined();
  });
});
