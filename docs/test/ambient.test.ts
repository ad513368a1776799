import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
// #region test
import { withSession } from '@httpsession/ambient';
import { session } from '@httpsession/ambient/http';
import { count } from '../../examples/docs/ambient.ts';

describe('count', () => {
  it('adds one to what is in the session', () =>
    withSession({ visits: 41 }, () => {
      count();
      expect(session.getAttribute('visits')).toBe(42);
    }));
});
// #endregion test
import { configureAmbient } from '@httpsession/ambient';
import { request, response } from '@httpsession/ambient/http';
import { server as controllerServer } from '../../examples/docs/ambient-controller.ts';
import { server as expressServer } from '../../examples/docs/ambient-express.ts';
import { server as scriptsServer } from '../../examples/docs/ambient-scripts.ts';
import { server } from '../../examples/docs/ambient.ts';
import { cookieOf, listen } from './support.ts';

const root = join(import.meta.dirname, '../..');

afterEach(() => {
  configureAmbient({ outsideRequest: 'throw' });
});

describe('the ambient examples', () => {
  it('count visits', async () => {
    const url = await listen(server);
    const first = await fetch(url);
    expect(await first.text()).toBe('visits: 1\n');
    const second = await fetch(url, { headers: { cookie: cookieOf(first) } });
    expect(await second.text()).toBe('visits: 2\n');
  });

  it('run scripts by their paths', async () => {
    const url = await listen(scriptsServer);
    const shown = await fetch(`${url}/show`);
    expect(await shown.text()).toBe('[Attribute]: value1\n');
    const headers = { cookie: cookieOf(shown) };
    const left = await fetch(`${url}/leave`, { headers, redirect: 'manual' });
    expect([left.status, left.headers.get('location')]).toEqual([302, '/show']);
    expect((await fetch(`${url}/other`)).status).toBe(404);
  });

  it('keep the cart below Express', async () => {
    const url = await listen(expressServer);
    const add = (item: string, cookie = '') =>
      fetch(`${url}/cart`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ item }),
      });
    const first = await add('book');
    expect(await first.json()).toEqual(['book']);
    expect(await (await add('pen', cookieOf(first))).json()).toEqual(['book', 'pen']);
  });

  it('greet below a controller', async () => {
    const url = await listen(controllerServer);
    expect(await (await fetch(`${url}/hello`)).text()).toBe('Hello stranger');
    const named = await fetch(`${url}/hello/name?name=Ann`, { redirect: 'manual' });
    const headers = { cookie: cookieOf(named) };
    expect(await (await fetch(`${url}/hello`, { headers })).text()).toBe('Hello Ann');
  });
});

/** The rows of the tables of a page: the name in the first column, and the others. */
function rowsOf(page: string): Map<string, string[]> {
  const lines = readFileSync(join(root, page), 'utf8').split('\n');
  const rows = lines.filter((line) => line.startsWith('| `'));
  return new Map(
    rows.map((line) => {
      const [first = '', ...rest] = line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim());
      return [/^`([\w.]+)/.exec(first)?.[1] ?? '', rest];
    }),
  );
}

const FUNCTIONS = Object.entries({ session, request, response }).flatMap(([name, object]) =>
  Object.entries(object)
    .filter(([, value]) => typeof value === 'function')
    .map(([call]) => `${name}.${call}`),
);

it.each(['docs/how-to/port-from-dirigible.md', 'docs/reference/ambient.md'])(
  '%s has a row for each function',
  (page) => {
    const rows = rowsOf(page);
    expect(FUNCTIONS.filter((name) => !rows.has(name))).toEqual([]);
  },
);

describe('the rules of docs/reference/ambient.md', () => {
  const rows = rowsOf('docs/reference/ambient.md');
  const objects: Record<string, object> = { session, request, response };

  /** What a function does here, where there is no request, in the words of the page. */
  function ruleOf(name: string): string {
    const [object = '', call = ''] = name.split('.');
    const run = Reflect.get(objects[object]!, call) as (...args: unknown[]) => unknown;
    try {
      const value = run(1, 'b');
      if (value instanceof Date) return `\`new Date(${value.getTime()})\``;
      return value === undefined ? 'nothing' : `\`${JSON.stringify(value)}\``;
    } catch (error) {
      return (error as { code?: string }).code === 'AMBIENT_OUTSIDE_REQUEST' ? 'throws' : 'fails';
    }
  }

  it.each(FUNCTIONS)('%s', (name) => {
    const row = rows.get(name) ?? [];
    expect(row.at(-2)).toBe(ruleOf(name));
    configureAmbient({ outsideRequest: 'neutral' });
    expect(row.at(-1)).toBe(ruleOf(name));
  });
});
