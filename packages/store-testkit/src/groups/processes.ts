import assert from 'node:assert/strict';
import { hasLocks, hasPrincipalIndex } from 'httpsession';
import type { ManyProcesses, StoreAbilities } from '../options/suite-options.ts';
import { StoreProcess } from '../processes/store-process.ts';
import { attributesOf, keyOf, range, textOf } from '../subject/records.ts';
import type { Subject } from '../subject/subject.ts';
import type { Bodies, Body } from './bodies.ts';
import type { Group } from './group.ts';
import { MANAGED } from './managed-processes.ts';

const A = keyOf('a');
/** How often several processes change one session. */
const CHANGES = 10_000;

const CONTRACT: Bodies = {
  'count to 10 000 without losing one, each asking for the version it knows': [
    4,
    async (subject, processes) => {
      await subject.created('a', { attributes: attributesOf({ count: '0' }) });
      const times = CHANGES / processes.length;
      await Promise.all(
        processes.map(async (child) => child.do('increment', { label: 'a', times })),
      );
      const { attributes, version } = await subject.loaded(A);
      assert.equal(textOf(attributes.get('count')), String(CHANGES));
      assert.equal(version, CHANGES + 1);
    },
  ],

  'both keep their attribute while they change different ones, 10 000 times': [
    2,
    async (subject, processes) => {
      const names = processes.map((_, index) => `of ${index}`);
      await subject.created('a', {
        attributes: attributesOf(Object.fromEntries(names.map((name) => [name, '0']))),
      });
      const times = CHANGES / processes.length;
      const lost = await Promise.all(
        processes.map(async (child, index) =>
          child.do('keep', { label: 'a', name: names[index] ?? '', times }),
        ),
      );
      assert.deepEqual(lost, [0, 0], 'none finds its attribute as it was before');
      const { attributes, version } = await subject.loaded(A);
      for (const name of names) assert.equal(textOf(attributes.get(name)), String(times));
      assert.equal(version, CHANGES + 1);
    },
  ],

  'claim each expired session exactly once': [
    4,
    async (subject, processes) => {
      const count = 400;
      await Promise.all(
        range(count).map(async (number) => subject.expired(`expired ${number}`, 1000 + number)),
      );
      await subject.created('a');
      const claimed = await Promise.all(
        processes.map(async (child) => child.do('claim', { limit: 7, leaseMs: 60_000 })),
      );
      const keys = claimed.flat();
      assert.equal(new Set(keys).size, keys.length, 'none twice');
      assert.equal(keys.length, count, 'all of them');
      await subject.loaded(A);
    },
  ],

  'take over what one has claimed that died': [
    1,
    async (subject, [child]) => {
      const { key } = await subject.expired('a');
      const claimed = await child?.do('claimOnly', { limit: 10, leaseMs: 300 });
      assert.equal(claimed?.join(), key);
      await child?.kill();
      await subject.pass(350);
      const [record] = await subject.store.takeExpired(10, 60_000);
      assert.equal(record?.key, key);
    },
  ],

  'bring nothing back that one of them has ended': [
    3,
    async (subject, processes) => {
      for (const round of range(5)) {
        const label = `round ${round}`;
        const { key } = await subject.created(label);
        const writing = processes.map(async (child, index) =>
          child.do('write', { label, prefix: `from ${index}`, times: 2000 }),
        );
        await subject.pass(20);
        assert.equal(await subject.store.delete(key), true);
        for (const answers of await Promise.all(writing)) {
          assert.equal(answers.conflict, 0);
          assert.ok(answers.gone === 1 || answers.ok === 2000, 'writes until it is gone');
        }
        await subject.assertNone(key);
        assert.equal(await subject.store.delete(key), false);
      }
    },
  ],

  'lose no change when one renames what the other changes': [
    2,
    async (subject, [mover, writer]) => {
      await subject.created('path 0', { attributes: new Map() });
      const [moves, answers] = await Promise.all([
        mover?.do('wander', { label: 'path', times: 40 }),
        writer?.do('write', { label: 'path 0', prefix: 'late', times: 120 }),
      ]);
      assert.equal(moves, 40);
      assert.equal(answers?.ok, 120, 'every change is made');
      assert.equal((await subject.loaded(keyOf('path 40'))).attributes.size, 120);
      await subject.assertNone(keyOf('path 0'));
    },
  ],

  'let the others go on when one is killed while it writes': [
    3,
    async (subject, processes) => {
      await subject.created('a', { attributes: new Map() });
      const [first] = processes;
      const writing = processes.map(async (child, index) =>
        child.do('write', { label: 'a', prefix: `from ${index}`, times: index === 0 ? 1e9 : 150 }),
      );
      // Nobody waits for the one that is killed.
      const survivors = Promise.all(writing.slice(1));
      await subject.pass(50);
      await first?.kill();
      for (const { ok } of await survivors) assert.equal(ok, 150);
      const { attributes, version } = await subject.loaded(A);
      assert.equal(version, attributes.size + 1, 'each change is there whole');
      assert.equal(await subject.store.update(A, subject.change('a')), 'ok');
    },
  ],
};

const PRINCIPALS: Bodies = {
  'leave the index of principals right': [
    2,
    async (subject, processes) => {
      const { store } = subject;
      assert.ok(hasPrincipalIndex(store));
      const labels = range(40).map((number) => `owned ${number}`);
      for (const label of labels) await subject.created(label);
      await Promise.all(
        processes.map(async (child, index) =>
          child.do('adopt', { labels, principal: index === 0 ? 'ada' : 'eve' }),
        ),
      );
      for (const principal of ['ada', 'eve']) {
        const found = (await store.findByPrincipal(principal)).map(({ key }) => key).sort();
        const owned: string[] = [];
        for (const key of labels.map(keyOf)) {
          if ((await subject.loaded(key)).principal === principal) owned.push(key);
        }
        assert.deepEqual(found, owned.sort());
      }
    },
  ],
};

const LOCKS: Bodies = {
  'keep each other out by a lock, whose token grows': [
    4,
    async (subject, processes) => {
      await subject.created('a', { attributes: attributesOf({ count: '0' }) });
      const tokens = await Promise.all(
        processes.map(async (child) =>
          child.do('incrementLocked', { label: 'a', name: 'shared', times: 25 }),
        ),
      );
      assert.equal(textOf((await subject.loaded(A)).attributes.get('count')), '100');
      assert.equal(new Set(tokens.flat()).size, 100, 'no token twice');
      for (const own of tokens)
        assert.equal(own.join(), own.toSorted((a, b) => a - b).join(), 'each is greater');
    },
  ],

  'get the lock of one that died when its lease ends': [
    1,
    async ({ store }, [child]) => {
      assert.ok(hasLocks(store));
      const token = await child?.do('hold', { name: 'left', leaseMs: 500 });
      assert.ok(token !== undefined, 'the process has the lock');
      await child?.kill();
      const lock = await store.lock('left', { leaseMs: 60_000, waitMs: 10_000 });
      assert.ok(lock !== undefined && lock.token > token);
      assert.equal(await lock.release(), true);
    },
  ],
};

/** The tests with other processes on the data of the test. */
export function processes(options: ManyProcesses, declared: StoreAbilities): Group {
  const bodies = {
    ...CONTRACT,
    ...(typeof declared.managersInProcesses === 'string' ? {} : MANAGED),
    ...(declared.principals === true ? PRINCIPALS : {}),
    ...(declared.locks === true ? LOCKS : {}),
  };
  return {
    name: 'many processes',
    timeoutMs: 600_000,
    tests: Object.fromEntries(
      Object.entries(bodies).map(([title, [count, body]]) => [
        title,
        (subject: Subject) => withProcesses(options, { subject, count, body }),
      ]),
    ),
  };
}

async function withProcesses(
  options: ManyProcesses,
  { subject, count, body }: { subject: Subject; count: number; body: Body },
): Promise<void> {
  const starting = range(count).map(async () => StoreProcess.start(options, subject.address));
  try {
    await body(subject, await Promise.all(starting));
  } finally {
    for (const started of await Promise.allSettled(starting)) {
      if (started.status === 'fulfilled') await started.value.kill();
    }
  }
}
