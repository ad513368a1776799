import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pages, withoutSnippets, withSnippets } from '../../scripts/docs.mjs';

const root = join(import.meta.dirname, '../..');
const all = pages().map((path) => ({ path, name: relative(root, path) }));

/** Shown output and commands, which no file can be the source of. */
const NOT_CODE = new Set(['', 'sh', 'console', 'text']);
const MAX_LINES_BY_HAND = 3;

function read(path: string): string {
  return readFileSync(path, 'utf8');
}

/** A page as it is read: without code, in which `[a](b)` is no link. */
function prose(page: string): string {
  return page.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
}

/** The anchors of a page, as GitHub makes them of headings. */
function anchorsOf(path: string): Set<string> {
  const found = new Set<string>();
  const page = read(path).replace(/```[\s\S]*?```/g, '');
  for (const [, heading = ''] of page.matchAll(/^#{1,6} +(.+)$/gm)) {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let n = 1; found.has(anchor); n += 1) anchor = `${slug}-${n}`;
    found.add(anchor);
  }
  for (const [, id = ''] of page.matchAll(/<a (?:id|name)="([^"]+)">/g)) found.add(id);
  return found;
}

function isBroken(from: string, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return false;
  const [path = '', anchor] = link.split('#', 2);
  const target = path === '' ? from : resolve(dirname(from), path);
  if (!existsSync(target)) return true;
  if (anchor === undefined) return false;
  return statSync(target).isDirectory() || !anchorsOf(target).has(anchor);
}

describe.each(all)('$name', ({ path, name }) => {
  it('shows code as it is in the files that the tests run', () => {
    expect(withSnippets(read(path))).toBe(read(path));
  });

  it('has no longer code than three lines of its own', () => {
    const long = [...withoutSnippets(read(path)).matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)]
      .filter(([, language = '']) => !NOT_CODE.has(language))
      .map(([, , code = '']) => code.trimEnd())
      .filter((code) => code.split('\n').length > MAX_LINES_BY_HAND);
    expect(long).toEqual([]);
  });

  it('has no broken links', () => {
    const links = [...prose(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => isBroken(path, link))).toEqual([]);
  });

  it('is reached from the index', () => {
    if (!name.startsWith('docs/')) return;
    const seen = new Set<string>();
    const open = [join(root, 'docs/index.md')];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at) || !existsSync(at)) continue;
      seen.add(at);
      if (statSync(at).isDirectory()) {
        open.push(...readdirSync(at).map((file) => join(at, file)));
        continue;
      }
      if (!at.endsWith('.md')) continue;
      for (const [, link = ''] of prose(read(at)).matchAll(/\]\(([^)#\s]+)/g)) {
        open.push(resolve(dirname(at), link));
      }
    }
    expect(seen.has(path)).toBe(true);
  });
});
