import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Catalogue, Names, Row, Titles } from '../seeds/checks.mjs';
import { findTitles, problemsOf, readCatalogue, toPage } from '../seeds/checks.mjs';

const root = join(import.meta.dirname, '../..');
const PAGE = 'docs/reference/origins.md';

function generate(...options: string[]) {
  const program = join(root, 'conformance/seeds/generate.mjs');
  const { status, stderr } = spawnSync(process.execPath, [program, ...options], {
    encoding: 'utf8',
  });
  return { status, errors: stderr };
}

describe('The rows of the first documents', () => {
  it('all have a test, a place in the docs or a package to come, and their page is up to date', () => {
    expect(generate('--check')).toEqual({ status: 0, errors: '' });
  });

  it('are refused when their page is stale', () => {
    const copy = mkdtempSync(join(tmpdir(), 'stale-'));
    for (const folder of ['packages', 'examples', 'conformance']) {
      symlinkSync(join(root, folder), join(copy, folder));
    }
    cpSync(join(root, 'docs'), join(copy, 'docs'), { recursive: true });
    writeFileSync(join(copy, PAGE), 'stale');
    const { status, errors } = generate('--check', copy);
    rmSync(copy, { recursive: true });
    expect(status).toBe(1);
    expect(errors).toBe(`${PAGE} is not up to date: run node conformance/seeds/generate.mjs\n`);
  });
});

describe('The check of the rows', () => {
  const good = readCatalogue(join(root, 'conformance/seeds.json'));
  const everyId: Titles = new Map(good.rows.map(({ id }) => [id, ['a.test.ts']]));
  const nothing: Row = { id: 'S0-01', says: 'It says so.', ours: 'So it is.' };
  const names: Names = new Map([
    ['HttpSession', new Set(['getId'])],
    ['createServer', new Set()],
  ]);

  /** What is said of the catalogue with its first row changed; no code is looked at in the others. */
  function about(first: Partial<Row>, tests = everyId, change?: (rows: Row[]) => Row[]): string[] {
    const rows = good.rows.map(({ id }): Row => ({ ...nothing, id }));
    rows[0] = { ...nothing, ...first };
    const catalogue: Catalogue = { ...good, conflicts: [], rows: change?.(rows) ?? rows };
    return problemsOf(catalogue, { root, tests, names });
  }

  const without = (id: string): Titles => new Map([...everyId].filter(([key]) => key !== id));

  it('takes rows with tests, and one without that has a place or waits', () => {
    expect(about({})).toEqual([]);
    expect(about({ docs: 'index.md#reference' }, without('S0-01'))).toEqual([]);
    expect(about({ waitsFor: 'stores' }, without('S0-01'))).toEqual([]);
  });

  it('sees that a row is missing', () => {
    expect(about({}, without('S4-51'), (rows) => rows.slice(0, -1))).toEqual(['S4-51: is missing']);
  });

  it('sees that a row is there twice', () => {
    expect(about({}, everyId, (rows) => [...rows, { ...nothing, id: 'S2-07' }])).toEqual([
      'S2-07: is there twice',
    ]);
  });

  it('sees that nothing shows a row', () => {
    expect(about({}, without('S0-01'))).toEqual([
      'S0-01: is in no title of a test, has no place in the docs, waits for nothing',
    ]);
  });

  it('sees that a test names a row that is not there', () => {
    expect(about({}, new Map([...everyId, ['S0-32', ['b.test.ts']]]))).toEqual([
      'S0-32: there is no such row, but a test in b.test.ts',
    ]);
  });

  it.each<[string, Partial<Row>]>([
    ['needs a text as its says', { says: ' ' }],
    ['needs a text as its ours', { ours: '' }],
    ['has an empty text as its docs', { docs: '' }],
    ['waits for Godot, which is none of stores', { waitsFor: 'Godot' }],
    ['needs both of and call, or none', { call: 'getId()' }],
    ['has a call, and no call of ours beside it', { of: 'servlet', call: 'getId()' }],
    [
      'there is no reference/options.md#no-such-place in the docs',
      place('options.md#no-such-place'),
    ],
    ['there is no reference/no-such-page.md#options in the docs', place('no-such-page.md#options')],
    ['there is no reference/options.md in the docs', place('options.md')],
    ['no package exports `HttpSession.getName()`', { ours: '`HttpSession.getName()`' }],
    ['no package exports `session.getName()`', { ours: '`session.getName()`' }],
    ['no package exports `startServer`', { ours: '`startServer`' }],
    ["no package exports `'text'`", { ours: "`'text'`" }],
  ])('says that a row %s', (problem, first) => {
    expect(about(first)).toContain(`S0-01: ${problem}`);
  });

  it.each(['`HttpSession`', '`HttpSession.getId()`', '`session.getId()`', '`createServer(…)`'])(
    'knows %s',
    (ours) => {
      expect(about({ ours })).toEqual([]);
    },
  );

  it('sees what is wrong with a disagreement', () => {
    const conflicts = [{ about: 'Times', rows: ['S9-01'], ours: 'Both', docs: 'no.md#where' }];
    const rows = good.rows.map(({ id }): Row => ({ ...nothing, id }));
    expect(problemsOf({ ...good, conflicts, rows }, { root, tests: everyId, names })).toEqual([
      'Times: there is no row S9-01',
      'Times: needs two rows that disagree',
      'Times: there is no no.md#where in the docs',
    ]);
  });

  it('leaves no cell of the page empty', () => {
    const lines = toPage(good, findTitles(root), root).split('\n');
    const table = lines.filter((line) => line.startsWith('|'));
    expect(table.length).toBeGreaterThan(good.rows.length);
    expect(table.filter((line) => /\|\s*\|/.test(line))).toEqual([]);
  });

  function place(docs: string): Partial<Row> {
    return { docs: `reference/${docs}` };
  }
});

describe('Titles of tests', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'titles-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ["it('S0-01 is so')", true],
    ["describe('S0-01', () => {})", true],
    ["it.each([1, 2])('S0-01 is %d')", true],
    ["requires('java')('S0-01')", true],
    ["it('is so') // S0-01", false],
    ["it('is so', () => note('S0-01'))", false],
    ["it.skip('S0-01 is so')", false],
    ["it.todo('S0-01 is so')", false],
    ["it('S0-011 is so')", false],
  ])('%s', (text, isTitle) => {
    const file = 'packages/one/test/a.test.ts';
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
    expect([...findTitles(folder)]).toEqual(isTitle ? [['S0-01', [file]]] : []);
  });
});
