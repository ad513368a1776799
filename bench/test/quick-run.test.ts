import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const node = (...args: string[]) => run(process.execPath, args, { cwd: ROOT });

// It says nothing about speed: only that the servers, the generator and the tables fit together.
test('a quick run prints a row for httpsession and one for bare node:http', async () => {
  // The servers run the built package, as its users do.
  await node(join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'packages/httpsession');
  const options = ['--parts', 'rates,heap', '--loads', 'read', '--subjects', 'bare,httpsession'];
  const { stdout } = await node('bench/main.mjs', '--quick', ...options);

  const rows = stdout.split('\n').filter((line) => line.startsWith('| '));
  const cells = (title: string) =>
    rows.filter((row) => row.startsWith(`| ${title} |`)).map((row) => row.split('|').slice(2, -1));
  const [bare] = cells('bare `node:http`');
  const [rate, heap] = cells('**httpsession**');
  expect(bare?.[0]).toBe(' 1.00 (1.00–1.00) ');
  expect(Number.parseFloat(rate?.[0] ?? '')).toBeGreaterThan(0);
  expect(Number.parseFloat(heap?.[0] ?? '')).toBeGreaterThan(500);
}, 120_000);
