import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiOf, blocksOf, rowsOf, withApi } from '../../scripts/api.mjs';

const root = join(import.meta.dirname, '../..');

function page(name: string): string {
  return readFileSync(join(root, 'docs/reference', name), 'utf8');
}

/** What the tables of a page tell about an entry: the members of each export, as `Name.member`. */
function toldOf(text: string, entry: string): Set<string> {
  const blocks = blocksOf(text).filter((block) => block.entry === entry);
  return new Set(
    blocks.flatMap(({ name, ancestor }) =>
      rowsOf(entry, name, ancestor).map(({ member }) => `${name}.${member}`),
    ),
  );
}

describe.each([
  ['controller.md', 'controller', 90],
  ['controller.md', 'controller/testing', 5],
  ['controller.md', 'controller/views', 2],
  ['servlet.md', 'servlet', 60],
])('%s', (name, entry, least) => {
  const text = page(name);

  it(`has every export of ${entry} with all its members`, () => {
    const told = toldOf(text, entry);
    const missing = [...apiOf(entry)].flatMap(([type, members]) =>
      [...members].map((member) => `${type}.${member}`).filter((member) => !told.has(member)),
    );
    // The interface of views is told once, with the package's own entry.
    expect(missing.filter((member) => !member.startsWith('ViewEngine.'))).toEqual([]);
    expect(apiOf(entry).size).toBeGreaterThan(least);
  });
});

it.each(['controller.md', 'servlet.md'])('%s says what the source says now', (name) => {
  expect(withApi(page(name))).toBe(page(name));
});
