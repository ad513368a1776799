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
  const tests = collectTests((runner) => {
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
  expect(named.sort()).toStrictEqual([...new Set(tests.map(({ group }) => group))].sort());
});
