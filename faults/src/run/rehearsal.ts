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
import { Worker } from './worker.ts';

/** What is left out has its default. */
export type LoadOptions = Partial<Omit<LoadPlan, 'folder' | 'targets'>>;

/** One scenario on its way: workers and clients, and the folder that all of them write into. */
export class Rehearsal {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'httpsession-faults-'));
  readonly workers: Worker[] = [];
  readonly seed: number;
  readonly #isSmall: boolean;
  readonly #journal: Journal;
  #load: Load | undefined;
  #history: Entry[] | undefined;

  constructor({ seed, isSmall }: { readonly seed: number; readonly isSmall: boolean }) {
    this.seed = seed;
    this.#isSmall = isSmall;
    this.#journal = new Journal(this.folder, 'rehearsal');
  }

  /** Starts one more worker. */
  async worker(store: StorePlan, options: Partial<WorkerPlan> = {}): Promise<Worker> {
    const plan = { port: await freePort(), folder: this.folder, store, ...options };
    const worker = new Worker(plan, this.#journal);
    this.workers.push(worker);
    await worker.start();
    return worker;
  }

  /** Sends requests to all workers. */
  async load(options: LoadOptions = {}): Promise<Load> {
    const plan = { rate: 100, clients: 30, seed: this.seed, ...options };
    const targets = this.workers.map(({ port }) => port);
    this.#load = await Load.start({ ...plan, folder: this.folder, targets });
    return this.#load;
  }

  /** Notes that something begins, and gives when. */
  phase(name: string): Instant {
    const at = now();
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
    await this.#load?.stop();
    this.#load = undefined;
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }

  /** All that was written, by everybody. To be asked for after the end. */
  get history(): readonly Entry[] {
    return (this.#history ??= readHistory(this.folder));
  }

  check(rules: Rules = {}): Violation[] {
    return check(this.history, this.#isSmall ? loosened(rules) : rules);
  }

  /** Ends whatever still runs, and removes the folder. Safe after `end`. */
  async close(): Promise<void> {
    this.#load?.kill();
    await Promise.all(this.workers.map((worker) => worker.kill()));
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
    success: success.map(({ phase, least }) => ({ phase, least: least - 0.15 })),
  };
}
