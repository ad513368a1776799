import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc, { type Scheduler } from 'fast-check';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { SessionStore } from '../../src/store/store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

/** What one request does with the session that the client named. */
type Step =
  | { readonly kind: 'set'; readonly node: number; readonly name: string }
  | { readonly kind: 'invalidate'; readonly node: number }
  | { readonly kind: 'changeId'; readonly node: number };

/** What came of a request. Starts and ends are counted, not timed: what began after what was answered. */
interface Outcome {
  readonly step: Step;
  readonly value: number;
  readonly startedAt: number;
  endedAt: number;
  found: boolean;
  status: number;
  cookie: string;
}

/** A store whose every call arrives, and whose every reply leaves, when the scheduler says so. */
class ScheduledStore implements SessionStore {
  readonly #inner: SessionStore;
  scheduler: Scheduler | undefined;

  constructor(inner: SessionStore) {
    this.#inner = inner;
  }

  create: SessionStore['create'] = (...args) => this.#later(() => this.#inner.create(...args));
  load: SessionStore['load'] = (...args) => this.#later(() => this.#inner.load(...args));
  update: SessionStore['update'] = (...args) => this.#later(() => this.#inner.update(...args));
  rename: SessionStore['rename'] = (...args) => this.#later(() => this.#inner.rename(...args));
  delete: SessionStore['delete'] = (...args) => this.#later(() => this.#inner.delete(...args));
  takeExpired: SessionStore['takeExpired'] = (...args) => this.#inner.takeExpired(...args);
  close: SessionStore['close'] = () => this.#inner.close();

  async #later<T>(ask: () => T | Promise<T>): Promise<T> {
    await this.scheduler?.schedule(Promise.resolve(), 'arrives');
    const answer = await ask();
    await this.scheduler?.schedule(Promise.resolve(), 'is answered');
    return answer;
  }
}

const clock = new FakeClock();
const inner = new MemoryStore({ coherent: false, clock });
const stores = [new ScheduledStore(inner), new ScheduledStore(inner)];
let nodes: TestServer[] = [];

beforeAll(async () => {
  nodes = stores.map((store) => new TestServer({ store, clock }, clock, () => undefined));
  await Promise.all(nodes.map((node) => node.listen()));
});

afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()));
});

const node = fc.nat({ max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      node,
      name: fc.constantFrom('a', 'b'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('invalidate' as const), node }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('changeId' as const), node }) },
);

function nodeAt(at: number): TestServer {
  const found = nodes[at];
  if (found === undefined) throw new Error('there are two nodes');
  return found;
}

/** Each client does its steps one after the other, all of them with the cookie that they began with. */
async function play(scheduler: Scheduler, clients: readonly Step[][]): Promise<Outcome[]> {
  for (const store of stores) store.scheduler = undefined;
  const cookie = await startSession(nodeAt(0));
  for (const store of stores) store.scheduler = scheduler;
  const outcomes: Outcome[] = [];
  let moment = 0;
  const runs = clients.map(async (steps, client) => {
    for (const [at, one] of steps.entries()) {
      const outcome: Outcome = {
        step: one,
        value: client * 100 + at,
        startedAt: moment++,
        endedAt: Infinity,
        found: false,
        status: 0,
        cookie: '',
      };
      outcomes.push(outcome);
      const answer = await nodeAt(one.node).visit(
        (request, response) => {
          const session = request.getSession(false);
          outcome.found = session !== null;
          try {
            if (session === null) return;
            if (one.kind === 'set') session.setAttribute(one.name, outcome.value);
            else if (one.kind === 'invalidate') session.invalidate();
            else request.changeSessionId();
          } catch {
            // Ended under the request by another one: it did nothing, and says so.
            outcome.found = false;
            response.statusCode = 409;
          }
        },
        { cookie },
      );
      outcome.endedAt = moment++;
      outcome.status = answer.status;
      outcome.cookie = answer.cookie;
    }
  });
  await scheduler.waitFor(Promise.all(runs));
  for (const store of stores) store.scheduler = undefined;
  return outcomes.concat(await lookAtTheEnd(cookie, outcomes, moment));
}

/** One more request for every id that was ever given out, when all is quiet. */
async function lookAtTheEnd(
  cookie: string,
  outcomes: readonly Outcome[],
  moment: number,
): Promise<Outcome[]> {
  const cookies = [
    cookie,
    ...outcomes.map((outcome) => outcome.cookie).filter((one) => one !== ''),
  ];
  const looks: Outcome[] = [];
  for (const [at, one] of cookies.entries()) {
    const seen = await nodeAt(at % 2).visit(
      (request) => {
        const session = request.getSession(false);
        return (
          session && {
            a: session.getAttribute('a') as unknown,
            b: session.getAttribute('b') as unknown,
          }
        );
      },
      { cookie: one },
    );
    finals.push({ cookie: one, attributes: seen.result });
    looks.push({
      step: { kind: 'set', node: at % 2, name: 'none' },
      value: -1,
      startedAt: moment,
      endedAt: moment,
      found: one === cookie && seen.result !== null,
      status: seen.status,
      cookie: '',
    });
  }
  return looks;
}

let finals: { cookie: string; attributes: { a: unknown; b: unknown } | null }[] = [];

describe('P-4 two to four clients with one session on two nodes, replies in any order', () => {
  it('ends in a state that some order of the acknowledged requests explains', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 }),
        async (scheduler, clients) => {
          finals = [];
          const outcomes = await play(scheduler, clients);
          const ends = outcomes.filter(
            ({ step: { kind }, found, status }) =>
              (kind === 'invalidate' || kind === 'changeId') && found && status === 200,
          );
          // G-2: the id of before is dead for whoever starts after the end was acknowledged.
          for (const end of ends) {
            for (const later of outcomes) {
              if (later.startedAt > end.endedAt) expect(later.found).toBe(false);
            }
          }
          const isInvalidated = ends.some(({ step: { kind } }) => kind === 'invalidate');
          const living = finals.filter(({ attributes }) => attributes !== null);
          // Never two ids for one session, and none after a logout.
          expect(living.length).toBeLessThanOrEqual(1);
          if (isInvalidated) expect(living).toEqual([]);
          if (ends.length === 0) expect(living).toHaveLength(1);
          // G-4: of each attribute, the last of the acknowledged writes that could have been last.
          for (const { attributes } of living) {
            for (const name of ['a', 'b'] as const) {
              const writes = outcomes.filter(
                (outcome) =>
                  outcome.step.kind === 'set' &&
                  outcome.step.name === name &&
                  outcome.found &&
                  outcome.status === 200,
              );
              const possible = writes.filter(
                (write) => !writes.some((other) => other.startedAt > write.endedAt),
              );
              const expected = possible.length === 0 ? [null] : possible.map(({ value }) => value);
              expect(expected).toContain(attributes?.[name]);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);
});
