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

/** Writes whole records: what it has read before others went first. */
class WholeStore extends Wrapper {
  override async update(key: string, change: SessionChange): Promise<'ok' | 'gone' | 'conflict'> {
    const record = this.peek(key);
    await aside();
    return this.inner.update(key, {
      ...change,
      set: new Map([...(record?.attributes ?? []), ...change.set]),
    });
  }
}

describe('a store with which several processes', () => {
  it.each([
    ['lose increments', HastyStore, 'count to 10 000 without', /'10000'|10001/],
    ['lose those of managers', HastyStore, 'session.update', /10000/],
    ['write back the attributes of each other', WholeStore, 'both keep their', /as it was before/],
    ['write back what managers set', WholeStore, 'both keep what they set', /as it was before/],
  ])('%s is found', async (_, Broken, title, complaint) => {
    const tests = collectTests((runner) => {
      describeSessionStore(runner, {
        name: 'broken',
        open: () => serveStore(new Broken(new FakeClock())),
        abilities,
      });
    }).filter((one) => one.group === GROUP && one.title.includes(title));

    expect(tests).toHaveLength(1);
    await expect(tests[0]?.body()).rejects.toThrow(complaint);
  });
});

describe('a process that cannot open its store', () => {
  /** What the first test with several processes says of a store of this module. */
  async function complaintOf(module: string): Promise<string> {
    const [first] = collectTests((runner) => {
      describeSessionStore(runner, {
        name: 'nowhere',
        open: () => ({ store: new MemoryStore(), close: () => undefined }),
        abilities: { manyProcesses: { module: new URL(module, servedStore) } },
      });
    }).filter(({ group }) => group === GROUP);
    return String(
      await first?.body().then(
        () => 'none',
        (error: unknown) => error,
      ),
    );
  }

  it('fails the test with what it has said', async () => {
    expect(await complaintOf('nowhere.mjs')).toMatch(/has ended[^]*nowhere\.mjs/);
  });

  it('is ended with the test', async () => {
    const number = /for process (\d+)\./.exec(await complaintOf('no-store.mjs'))?.[1];
    expect(() => process.kill(Number(number), 0)).toThrow(
      expect.objectContaining({ code: 'ESRCH' }),
    );
  });
});
