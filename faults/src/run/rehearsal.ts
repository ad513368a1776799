import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StorePlan, WorkerPlan } from '../app/plan.ts';
import { check } from '../checks/checker.ts';
import type { Rules, Violation } from '../checks/rules.ts';
import { type Entry, type Instant, now } from '../history/entries.ts';
import { Journal, readHistory } from '../history/journal.ts';
import type { LoadPlan } from '../load/load-plan.ts';
import { freePort } from './free-port.ts';
import { Load } from './load.ts';
import type { Stage } from './scenario.ts';
import { Worker } from './worker.ts';

/** The seeds of a rehearsal are so far apart that those of its loads fit in between. */
const MOST_SEEDS = 1_000_000;
/** Who waits for so long for an answer gets none. */
const PATIENCE_MS = 10_000;
/** How often a rehearsal that waits for something reads its history. */
const LOOK_MS = 2000;

/** What is left out has its default. */
export type LoadOptions = Partial<Omit<LoadPlan, 'folder' | 'targets'>>;

/** One scenario on its way: workers and clients, and the folder that all of them write into. */
export class Rehearsal {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'httpsession-faults-'));
  readonly workers: Worker[] = [];
  readonly seed: number;
  readonly #stage: Pick<Stage, 'isSmall' | 'note'>;
  readonly #journal: Journal;
  readonly #loads: Load[] = [];
  #history: Entry[] | undefined;
  #isOver = false;

  constructor(stage: Pick<Stage, 'seed' | 'isSmall' | 'note'>) {
    this.seed = stage.seed;
    this.#stage = stage;
    this.#journal = new Journal(this.folder, 'rehearsal');
  }

  /** Starts one more worker. */
  async worker(store: StorePlan, options: Partial<WorkerPlan> = {}): Promise<Worker> {
    const plan = { port: await freePort(), folder: this.folder, store, ...options };
    if (this.#isOver) throw new Error('The rehearsal is over');
    const worker = new Worker(plan, this.#journal);
    this.workers.push(worker);
    await worker.start();
    return worker;
  }

  /** Sends requests to all workers. Of several loads each has clients of its own. */
  async load(options: LoadOptions = {}): Promise<Load> {
    if (this.#isOver) throw new Error('The rehearsal is over');
    const seed = this.seed + this.#loads.length * MOST_SEEDS;
    const patienceMs = this.#stage.isSmall ? 3 * PATIENCE_MS : PATIENCE_MS;
    const plan = { rate: 100, clients: 30, seed, patienceMs, ...options };
    const targets = this.workers.map(({ port }) => port);
    const load = new Load({ ...plan, folder: this.folder, targets });
    this.#loads.push(load);
    await load.ready();
    return load;
  }

  /** Notes that something begins, and gives when. */
  phase(name: string): Instant {
    const at = now();
    this.#stage.note(name);
    this.#journal.write({ kind: 'phase', name, at });
    return at;
  }

  /** As `phase`, and lets it last. */
  async during(name: string, ms: number): Promise<Instant> {
    const at = this.phase(name);
    await sleep(ms);
    return at;
  }

  /** Ends the load, and all workers in order. */
  async end(): Promise<void> {
    this.phase('end');
    await Promise.all(this.#loads.map((load) => load.stop()));
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }

  /** Waits until something is written, by anybody; for so long at most. */
  async until(isThere: (history: readonly Entry[]) => boolean, withinMs: number): Promise<void> {
    const end = now() + withinMs;
    while (now() < end && !isThere(readHistory(this.folder))) await sleep(LOOK_MS);
  }

  /** All that was written, by everybody. To be asked for after the end. */
  get history(): readonly Entry[] {
    return (this.#history ??= readHistory(this.folder));
  }

  check(rules: Rules = {}): Violation[] {
    return check(this.history, this.#stage.isSmall ? loosened(rules) : rules);
  }

  /** Ends whatever still runs, and removes the folder. Safe after `end`. */
  async close(): Promise<void> {
    this.#isOver = true;
    for (const load of this.#loads) load.kill();
    await Promise.all(this.workers.map((worker) => worker.retire()));
    this.#journal.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * The short form may run beside other work, and sees few requests: what is slow there may be the machine.
 * What must never happen must not happen there either.
 */
function loosened({ bounds = [], success = [], ...rules }: Rules): Rules {
  return {
    ...rules,
    bounds: bounds.map((bound) => ({ ...bound, ms: bound.ms * 5 + 500 })),
    success: success.map((rule) => ({ ...rule, least: rule.least - 0.15 })),
  };
}
