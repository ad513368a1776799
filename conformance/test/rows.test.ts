import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface Row {
  id: string;
  force: string;
  tests: string[];
  [field: string]: unknown;
}

interface Outcome {
  status: number | null;
  errors: string;
}

const GENERATOR = join(import.meta.dirname, '../rows/generate.mjs');
const PAGE = 'docs/reference/conformance.md';
const TEST = 'packages/one/test/conformance/a.test.ts';

function generate(...options: string[]): Outcome {
  const { status, stderr } = spawnSync(process.execPath, [GENERATOR, ...options], {
    encoding: 'utf8',
  });
  return { status, errors: stderr };
}

describe('The rows of the specification', () => {
  it('all have a test or wait for something, and the page about them is up to date', () => {
    expect(generate('--check')).toEqual({ status: 0, errors: '' });
  });
});

describe('The generator', () => {
  const good: Row = {
    id: 'SES-001',
    section: 'A',
    force: 'M',
    about: 'HttpSession.getId',
    source: '§7.2',
    statement: 'There is one.',
    tests: [],
  };
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'rows-'));
  });

  afterAll(() => rmSync(root, { recursive: true }));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }

  /** What the generator says about rows and tests like these. */
  function about(rows: Partial<Row>[], test = "it('SES-001 is tested')", option = ''): Outcome {
    write('conformance/rows.json', JSON.stringify({ sections: { A: 'A section' }, rows }));
    write(TEST, test);
    return generate(...(option === '' ? [] : [option]), root);
  }

  it('notes the tests and writes the page', () => {
    expect(about([good])).toEqual({ status: 0, errors: '' });
    const { rows } = JSON.parse(readFileSync(join(root, 'conformance/rows.json'), 'utf8')) as {
      rows: Row[];
    };
    expect(rows[0]?.tests).toEqual([TEST]);
    expect(readFileSync(join(root, PAGE), 'utf8')).toContain(`[one: a](../../${TEST})`);
    expect(generate('--check', root).status).toBe(0);
  });

  it('sees that the page is stale', () => {
    about([good]);
    write(PAGE, 'stale');
    const { status, errors } = generate('--check', root);
    expect(status).toBe(1);
    expect(errors).toContain(PAGE);
    expect(readFileSync(join(root, PAGE), 'utf8')).toBe('stale');
  });

  it.each(['M', 'T', 'I'])('refuses a row of force %s without a test', (force) => {
    const { status, errors } = about([{ ...good, force, waitsFor: 'docs' }], '');
    expect(status).toBe(1);
    expect(errors).toContain('SES-001: has no test');
  });

  it('takes a row without a test that waits for the servlet package', () => {
    expect(about([{ ...good, waitsFor: 'servlet' }], '').status).toBe(0);
  });

  it('takes an open row that only the docs can keep', () => {
    const open = { ...good, force: 'O', ours: 'As it comes.', waitsFor: 'docs' };
    expect(about([open], '').status).toBe(0);
  });

  it('refuses a test of an unknown row', () => {
    expect(about([good], "it('SES-001 and'); it('SES-002 is unknown')")).toEqual({
      status: 1,
      errors: expect.stringContaining(`SES-002: there is no such row, but a test in ${TEST}`),
    });
  });

  it.each<[string, Partial<Row>]>([
    ['is where SES-001 should be', { id: 'SES-004' }],
    ['there is no section Z', { section: 'Z' }],
    ['there is no force X', { force: 'X' }],
    ['needs a text as its statement', { statement: ' ' }],
    ['needs a text as its source', { source: undefined }],
    ['has an unknown colour', { colour: 'red' }],
    ['waits for Godot', { waitsFor: 'Godot' }],
    ['does not say what we do', { force: 'O' }],
  ])('refuses a row that %s', (problem, change) => {
    const { status, errors } = about([{ ...good, ...change }]);
    expect(status).toBe(1);
    expect(errors).toContain(problem);
  });
});
