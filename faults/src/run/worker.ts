import type { WorkerPlan } from '../app/plan.ts';
import { now } from '../history/entries.ts';
import type { Journal } from '../history/journal.ts';
import { Child } from './child.ts';

const PROGRAM = new URL('../../dist/app/worker.js', import.meta.url);

/** One worker: the same port and the same plan, however often its process is another one. */
export class Worker {
  plan: WorkerPlan;
  readonly #journal: Journal;
  #child: Child | undefined;
  #isWanted = false;
  #isRetired = false;

  constructor(plan: WorkerPlan, journal: Journal) {
    this.plan = plan;
    this.#journal = journal;
  }

  get port(): number {
    return this.plan.port;
  }

  /** The process that it is now, with node:cluster the one that leads. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** The processes that answer now, with node:cluster several. */
  get pids(): number[] {
    const lines = this.#child?.lines ?? [];
    const named = (word: string): number[] =>
      lines.flatMap((line) => (line.startsWith(`${word} `) ? [Number(line.split(' ')[1])] : []));
    const gone = named('gone');
    return named('worker').filter((pid) => !gone.includes(pid));
  }

  /** Starts it, and waits until it listens. */
  async start(): Promise<void> {
    if (this.#isRetired) throw new Error('The rehearsal is over');
    const child = new Child(PROGRAM, this.plan);
    this.#child = child;
    this.#isWanted = true;
    void child.exit.then((code) => {
      if (this.#isWanted && this.#child === child) this.#ended(child, code);
    });
    const { processes = 1 } = this.plan;
    if (processes > 1) await child.says((line) => line.startsWith('worker '), processes);
    else await child.says((line) => line === 'ready');
  }

  /** SIGKILL: whatever it was doing. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM: it finishes what it has begun. Gives its exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** SIGKILL, for good. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    await this.kill();
  }

  pause(): void {
    this.#child?.signal('SIGSTOP');
  }

  resume(): void {
    this.#child?.signal('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    this.#isWanted = false;
    const child = this.#child;
    if (child === undefined || child.hasEnded) return null;
    child.signal(signal);
    return child.exit;
  }

  #ended(child: Child, code: number | null): void {
    const what = `ended by itself with ${String(code)}: ${child.errors.slice(-2000)}`;
    this.#journal.write({ kind: 'trouble', worker: child.pid, what, at: now() });
  }
}
