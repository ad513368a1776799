import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const source = join(root, 'packages/httpsession/src');
const servlet = join(root, 'packages/servlet/src');
const controller = join(root, 'packages/controller/src');

function read(path: string): string {
  return readFileSync(path, 'utf8');
}

function page(path: string): string {
  return read(join(root, 'docs/reference', path));
}

function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort();
}

/** The members of an interface in a source file. */
function membersOf(file: string, name: string, folder = source): string[] {
  const text = read(join(folder, file));
  const start = text.indexOf(`export interface ${name}`);
  const body = text.slice(start, text.indexOf('\n}', start));
  return sorted([...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, member = '']) => member));
}

/** The first column of the tables under a heading, up to the next heading. */
function namesUnder(text: string, heading: string): string[] {
  const start = text.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`no heading ${heading}`);
  const end = text.indexOf('\n## ', start + 1);
  const section = text.slice(start, end < 0 ? undefined : end);
  return sorted([...section.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, name = '']) => name));
}

/** All names that the package exports. */
function exportedNames(): string[] {
  const lists = [...read(join(source, 'index.ts')).matchAll(/export (?:type )?\{([^}]*)\}/g)];
  const names = lists.flatMap(([, list = '']) => list.split(','));
  return sorted(
    ['SessionAttributes', ...names]
      .map((name) => name.replace(/^.* as /s, '').trim())
      .filter((name) => name !== ''),
  );
}

/** The codes of a union of texts in a source file. */
function codesOf(file: string, prefix: string): string[] {
  const text = read(join(root, 'packages', file));
  const start = text.search(/export type \w*ErrorCode|readonly code = /);
  const union = text.slice(start).split(';', 1)[0] ?? '';
  return [...union.matchAll(/'(\w+)'/g)]
    .map(([, code = '']) => code)
    .filter((code) => code.startsWith(prefix));
}

describe('errors.md', () => {
  const codes = sorted([
    ...codesOf('httpsession/src/common/errors.ts', 'HTTPSESSION_'),
    ...codesOf('controller/src/common/errors.ts', 'CONTROLLER_'),
    ...codesOf('ambient/src/outside-request-error.ts', 'AMBIENT_'),
    ...codesOf('store-lmdb/src/common/errors.ts', 'STORE_LMDB_'),
  ]);

  it('has a heading for every code, and for nothing else', () => {
    const headings = [...page('errors.md').matchAll(/^## ([A-Z]+_\w+)$/gm)];
    expect(sorted(headings.map(([, code = '']) => code))).toEqual(codes);
    expect(codes.length).toBeGreaterThan(28);
  });

  it('says of every code what to do and what is answered', () => {
    const sections = page('errors.md').split(/^## /m).slice(1);
    const bare = sections
      .filter((section) => /^[A-Z]+_/.test(section))
      .filter((section) =>
        ['**Thrown by**', '**Why**', '**What to do**', '**Answer**'].some(
          (part) => !section.includes(part),
        ),
      );
    expect(bare.map((section) => section.split('\n')[0])).toEqual([]);
  });

  it('has every class of errors that servlets bring', () => {
    const classes = ['api/exceptions.ts', 'descriptor/descriptor-error.ts'].flatMap((file) =>
      [...read(join(servlet, file)).matchAll(/^export class (\w+)/gm)].map(([, name = '']) => name),
    );
    const told = namesUnder(page('errors.md'), 'Errors of servlets');
    expect(classes.filter((name) => !told.includes(name))).toEqual([]);
    expect(classes.length).toBeGreaterThan(3);
  });
});

describe('store-redis.md', () => {
  const errors = page('store-redis.md').split('\n## Errors\n')[1]?.split('\n## ', 1)[0] ?? '';

  it('has every word of a server that the store has an explanation for, and no other', () => {
    const text = read(join(root, 'packages/store-redis/src/store/server-errors.ts'));
    const from = text.indexOf('const MEANINGS');
    const meanings = text.slice(from, text.indexOf('\n];', from));
    const words = [...meanings.matchAll(/^ +(?:\[)?'([A-Z]+)',/gm)].map(([, word = '']) => word);
    const rows = errors.split('\n').filter((line) => line.startsWith('| `'));
    const told = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z]+)`/g)]);
    expect(sorted(told.map(([, word = '']) => word))).toEqual(sorted(words));
    expect(words.length).toBeGreaterThan(12);
  });

  it('and what stores say is found from the page of errors', () => {
    const names = ['store-redis.md', 'store-sql.md'];
    const linked = names.filter((name) => page('errors.md').includes(`](${name}#errors)`));
    expect(linked).toEqual(names);
    expect(names.filter((name) => page(name).includes('\n## Errors\n'))).toEqual(names);
  });
});

describe('options.md', () => {
  const text = page('options.md');

  it('has every option, and nothing else', () => {
    const options = membersOf('node/options.ts', 'SessionOptions');
    expect(namesUnder(text, 'All options')).toEqual(options);
    expect(options.length).toBeGreaterThan(20);
  });

  it('has every option of the cookie, and nothing else', () => {
    const options = membersOf('tracking/cookie-options.ts', 'CookieOptions');
    expect(namesUnder(text, 'cookie')).toEqual(options.map((option) => `cookie.${option}`));
  });

  it('has every limit, and nothing else', () => {
    const limits = membersOf('store/record-limits.ts', 'RecordLimits');
    expect(namesUnder(text, 'limits')).toEqual(limits.map((limit) => `limits.${limit}`));
  });

  it('has every option of a web application, and nothing else', () => {
    const file = 'container/web-application-options.ts';
    const options = membersOf(file, 'WebApplicationOptions', servlet);
    expect(namesUnder(text, 'WebApplication')).toEqual(options);
    expect(options.length).toBeGreaterThan(15);
  });

  it('has every limit of a web application, and nothing else', () => {
    const limits = membersOf('http/contracts.ts', 'RequestLimits', servlet);
    const told = namesUnder(text, 'WebApplication limits');
    expect(told).toEqual(limits.map((limit) => `limits.${limit}`));
  });

  it('has every setting of controllers, and nothing else', () => {
    const files = ['constants.ts', 'factory-constants.ts'];
    const constants = files.map((file) => read(join(controller, 'config', file))).join('\n');
    const setters = [...constants.matchAll(/^ {2}(set\w+)\(/gm)].map(([, name = '']) => name);
    expect(namesUnder(text, 'Constants')).toEqual(sorted(setters));
    expect(setters.length).toBeGreaterThan(15);
  });
});

describe('metrics-and-events.md', () => {
  const text = page('metrics-and-events.md');

  it('has every metric, and nothing else', () => {
    expect(namesUnder(text, 'Metrics')).toEqual(membersOf('engine/metrics.ts', 'MetricsSnapshot'));
  });

  it('has every channel, and nothing else', () => {
    const diagnostics = read(join(source, 'engine/diagnostics.ts'));
    const channels = sorted(
      [...diagnostics.matchAll(/channel\('([\w:]+)'\)/g)].map(([, name = '']) => name),
    );
    const told = sorted([...text.matchAll(/^\| `(httpsession:\w+)` \|/gm)].map(([, n = '']) => n));
    expect(told).toEqual(channels);
  });
});

describe('the elements of web.xml', () => {
  /** Names that a reader of descriptors asks for: in quotation marks behind the element that has it. */
  const asked = readdirSync(join(servlet, 'descriptor')).flatMap((file) => {
    if (!/(-section|read-web-xml|read-web-fragment|session-config|resin[\w-]*)\.ts$/.test(file)) {
      return [];
    }
    const text = read(join(servlet, 'descriptor', file));
    return [...text.matchAll(/\b\w+(?:Of|Child)\([^()]*?'([a-z][a-z-]+)'/g)].map(([, n = '']) => n);
  });

  it('are all in servlet.md', () => {
    const words = new Set(page('servlet.md').match(/[\w-]+/g));
    expect(sorted(asked).filter((name) => !words.has(name))).toEqual([]);
    expect(sorted(asked).length).toBeGreaterThan(40);
  });
});

describe('the reference', () => {
  it('mentions every name that the package exports', () => {
    const folder = join(root, 'docs/reference');
    const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
    const text = pages.map((name) => page(name)).join('\n');
    const words = new Set(text.match(/\w+/g));
    expect(exportedNames().filter((name) => !words.has(name))).toEqual([]);
    expect(exportedNames().length).toBeGreaterThan(60);
  });

  it('names why each dependency is there', () => {
    const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
    const manifests = ['.', ...packages].map(
      (folder) =>
        JSON.parse(read(join(root, folder, 'package.json'))) as Partial<
          Record<string, Record<string, string>>
        >,
    );
    const wanted = sorted(
      manifests
        .flatMap(({ dependencies, devDependencies }) =>
          Object.keys({ ...dependencies, ...devDependencies }),
        )
        .filter((name) => !name.split('/')[0]?.endsWith('httpsession')),
    );
    const told = [...page('dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)];
    expect(sorted(told.map(([, name = '']) => name))).toEqual(wanted);
  });
});
