import { copyFileSync, mkdtempSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer } from 'httpsession';
import * as http from '../src/http/index.ts';
import { ambientHandler } from '../src/index.ts';
import { serve } from './support/serve.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The example of the scripting services' manual, as it stands there. */
const EXAMPLE = 'examples/docs/dirigible/session.mjs';

let folder = '';

/** As \`npm install sdk@npm:@httpsession/ambient\` leaves it. */
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sdk-'));
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(path.join(root, 'packages/ambient'), path.join(folder, 'node_modules', 'sdk'));
  copyFileSync(path.join(root, EXAMPLE), path.join(folder, 'example.mjs'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('S2-01 S2-30 S2-31 S2-32 S2-33 S2-34 S2-35 the example runs word for word', async () => {
  let run = 0;
  const server = createServer(
    { store: 'memory' },
    ambientHandler(async () => {
      run += 1;
      await import(`${pathToFileURL(path.join(folder, 'example.mjs')).href}?run=${run}`);
    }),
  );
  await serve(server, async (get) => {
    const first = await get();
    expect(first.text).toBe('[Attribute]: value1\n');
    expect(first.cookie).toMatch(/^JSESSIONID=/);
    const second = await get('/', { headers: { Cookie: first.cookie! } });
    expect(second.text).toBe('[Attribute]: value1\n');
    expect(second.cookie).toBeUndefined();
  });
});

test('both spellings are there', () => {
  expect(Object.keys(http).sort()).toEqual([
    'HttpCodesReasons',
    'Request',
    'Response',
    'Session',
    'request',
    'response',
    'session',
  ]);
});
