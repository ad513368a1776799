import { beforeAll, describe, expect, it, test } from '@jest/globals';
import { MemoryStore, type SessionChange } from 'httpsession';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { build, BUILD_MS } from '../../../testing/build.ts';
import { describeSessionStore } from '../src/index.ts';
import { collectTests, memoryAbilities } from './support/open-memory-store.ts';
import { servedStore, serveStore } from './support/serve-store.ts';
import { aside, Wrapper } from './support/wrapper.ts';

const GROUP = 'many processes';
const abilities = { ...memoryAbilities, manyProcesses: { module: servedStore } };

beforeAll(() => build('packages/store-testkit'), BUILD_MS);

const jest = { describe, test };

describeSessionStore(
  {
    // The other groups are those of every store; here they would say nothing new.
    describe: (name, body) =>
      ['served MemoryStore', GROUP].includes(name) ? jest.describe(name, body) : 0,
    test,
  },
  { name: 'served MemoryStore', open: () => serveStore(new MemoryStore()), abilities },
);

/** Looks at the version, lets others go first, and writes. */
class HastyStore extends Wrapper {
  override async update(key: string, change: SessionChange): Promise<'ok' | 'gone' | 'conflict'> {
    const { ifVersion, ...rest } = change;
    const record = this.peek(key);
    if (record && (ifVersion ?? record.version) !== record.version) return 'conflict';
    await aside();
    return this.inner.update(key, rest);
  }
}

describe('a store that loses increments of several processes', () => {
  it('is found', async () => {
    const [count] = collectTests((runner) => {
      describeSessionStore(runner, {
        name: 'hasty',
        open: () => serveStore(new HastyStore(new FakeClock())),
        abilities,
      });
    }).filter(({ group, title }) => group === GROUP && title.includes('count'));

    await expect(count?.body()).rejects.toThrow(/'10000'|10001/);
  });
});

describe('a process that cannot open its store', () => {
  it('fails the test with what it has said', async () => {
    const [first] = collectTests((runner) => {
      describeSessionStore(runner, {
        name: 'nowhere',
        open: () => ({ store: new MemoryStore(), close: () => undefined }),
        abilities: { manyProcesses: { module: new URL('nowhere.mjs', servedStore) } },
      });
    }).filter(({ group }) => group === GROUP);

    await expect(first?.body()).rejects.toThrow(/has ended[^]*nowhere\.mjs/);
  });
});
