import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { describeSessionStore } from '../src/index.ts';
import { servedStore } from './support/serve-store.ts';
import { collectTests, memoryAbilities, openOnFakeClock } from './support/open-memory-store.ts';

it('the page of the contract names every group, and no other', () => {
  const page = new URL('../../../docs/reference/store-contract.md', import.meta.url);
  const [, part = ''] = readFileSync(page, 'utf8').split('## The groups of the kit');
  const [table = ''] = part.split('\n## ');
  const named = table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, name]) => name);
  expect(named.sort()).toStrictEqual([...new Set(allTests().map(({ group }) => group))].sort());
});

it('the names of tests say what they are about, without codes that nobody can look up', () => {
  const titles = allTests().map(({ title }) => title);
  expect(titles.length).toBeGreaterThan(100);
  expect(titles.filter((title) => /\b[A-Z]{1,3}\d*-?\d+\b/.test(title))).toStrictEqual([]);
});

function allTests(): ReturnType<typeof collectTests> {
  return collectTests((runner) => {
    describeSessionStore(runner, {
      name: 'a store with everything',
      open: () => openOnFakeClock(),
      abilities: {
        ...memoryAbilities,
        notices: true,
        unreadable: true,
        failures: true,
        manyProcesses: { module: servedStore },
      },
      roundTrips: {},
    });
  });
}
