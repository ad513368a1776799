import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { requires } from '../../testing/requirements.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const node = (...args: string[]) => run(process.execPath, args, { cwd: ROOT });

// The servers run the built packages, as their users do.
beforeAll(async () => {
  await node(join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'packages/controller');
}, 120_000);

/** The cells of each row that a quick run prints, by the title of the row; those of all tables together. */
async function rowsOf(...options: string[]): Promise<Map<string, string[]>> {
  const { stdout } = await node('bench/main.mjs', '--quick', ...options);
  const rows = new Map<string, string[]>();
  for (const line of stdout.split('\n').filter((text) => text.startsWith('| '))) {
    const [title = '', ...cells] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    rows.set(title, [...(rows.get(title) ?? []), ...cells]);
  }
  return rows;
}

// They say nothing about speed: only that the servers, the generator and the tables fit together.
test('a quick run prints a row for httpsession and one for bare node:http', async () => {
  const options = ['--parts', 'rates,heap', '--loads', 'read', '--subjects', 'bare,httpsession'];
  const rows = await rowsOf(...options);
  expect(rows.get('bare `node:http`')?.[0]).toBe('1.00 (1.00–1.00)');
  const [rate, , , , , heap] = rows.get('**httpsession**') ?? [];
  expect(Number.parseFloat(rate ?? '')).toBeGreaterThan(0);
  expect(Number.parseFloat(heap ?? '')).toBeGreaterThan(500);
}, 120_000);

test('the load of actions has a row for each framework, and none for sessions alone', async () => {
  const rows = await rowsOf('--parts', 'calls', '--loads', 'action');
  expect([...rows.keys()]).toEqual([
    'server',
    '---',
    'bare `node:http`',
    'a controller with two interceptors',
    'Express with express-session and two middlewares',
    'NestJS with express-session and two interceptors',
  ]);
  for (const [title, [micros = '']] of rows) {
    if (title !== 'server' && title !== '---') expect(Number.parseFloat(micros)).toBeGreaterThan(0);
  }
}, 120_000);

requires('java-jfinal')('JFinal', () => {
  test('answers the same action on Jetty', async () => {
    const options = ['--parts', 'rates', '--loads', 'action', '--subjects', 'bare,jfinal'];
    const rows = await rowsOf(...options);
    const [rate = ''] = rows.get('JFinal on Jetty, with two interceptors') ?? [];
    expect(Number.parseFloat(rate)).toBeGreaterThan(0);
  }, 120_000);
});
