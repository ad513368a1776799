import { expect, it } from '@jest/globals';
import { OptionError } from 'httpsession';
import { errorOf, SECRET } from '../support/option-table.ts';

it('P-18 no error shows a secret', () => {
  const shown: string[] = [];
  const cases: unknown[] = [
    { secrets: SECRET },
    { secrets: [SECRET, 1] },
    { secrets: [SECRET, 'x'] },
    { secrets: { first: SECRET } },
    { cookie: { secret: SECRET } },
    { cookie: { name: `${SECRET} ` } },
    { cookie: { domain: `${SECRET};` } },
    { secret: SECRET },
    { route: `${SECRET}.${SECRET}` },
    { store: { url: `redis://user:${SECRET}@host` } },
    { store: `redis://user:${SECRET}@host` },
    { trustProxy: SECRET },
    { trustProxy: [SECRET] },
    { contextPath: SECRET },
    { culling: SECRET },
    { limits: { attributes: SECRET } },
  ];
  for (const options of cases) {
    const error = errorOf(options) as Error;
    expect(error).toBeInstanceOf(OptionError);
    shown.push(error.message, String(error.stack), JSON.stringify(error), String(error.cause));
  }
  expect(shown.filter((text) => text.includes(SECRET))).toEqual([]);
});
