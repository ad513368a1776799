import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { HttpSessionEvent, SessionListener } from 'httpsession';
import { now } from '../history/entries.ts';
import { Journal } from '../history/journal.ts';
import type { Temper } from './plan.ts';

const SAMPLE_MS = 250;
const MEGABYTE = 1024 * 1024;

/** Writes what a worker sees: the ends of sessions, how it is, and what must not happen in it. */
export class Witness {
  readonly #journal: Journal;
  readonly #delay = monitorEventLoopDelay({ resolution: 5 });

  constructor(folder: string) {
    this.#journal = new Journal(folder, `worker-${process.pid}`);
    this.#delay.enable();
    setInterval(() => this.#sample(), SAMPLE_MS).unref();
    process.on('unhandledRejection', (reason) =>
      this.trouble(`unhandled rejection: ${text(reason)}`),
    );
    process.on('uncaughtException', (error) => {
      this.trouble(`uncaught: ${text(error)}`);
      process.exit(1);
    });
  }

  /** Tells the ends of sessions, and then does what listeners should not do. */
  listener(temper: Temper): SessionListener {
    return {
      sessionDestroyed: (event: HttpSessionEvent) => {
        this.#destroyed(event);
        return misbehave(temper);
      },
    };
  }

  #destroyed(event: HttpSessionEvent): void {
    const session = String(event.getSession().getAttribute('owner'));
    const { pid: worker } = process;
    const reason = event.getReason() ?? '';
    this.#journal.write({ kind: 'destroyed', session, reason, worker, at: now() });
  }

  /** Writes down what must not happen. */
  trouble(what: string): void {
    this.#journal.write({ kind: 'trouble', worker: process.pid, what, at: now() });
  }

  #sample(): void {
    const { rss, heapUsed } = process.memoryUsage();
    this.#journal.write({
      kind: 'sample',
      worker: process.pid,
      at: now(),
      rssMb: rss / MEGABYTE,
      heapMb: heapUsed / MEGABYTE,
      loopDelayMs: this.#delay.max / 1e6,
      files: readdirSync('/proc/self/fd').length,
    });
    this.#delay.reset();
  }
}

function misbehave(temper: Temper): unknown {
  switch (temper) {
    case 'good':
      return undefined;
    case 'throws':
      throw new Error('A listener that throws');
    case 'rejects':
      return Promise.reject(new Error('A listener that rejects'));
    case 'hangs':
      return new Promise(() => {});
  }
}

function text(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
