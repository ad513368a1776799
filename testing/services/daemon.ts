import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fchownSync, openSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LastWill } from './last-will.ts';
import { killTree, processTree, signal, stopTree } from './process-tree.ts';
import type { SystemUser } from './system-user.ts';

/** How long a server may take until it answers, also on a machine that is busy with other tests. */
const START_MS = 60_000;

/** How long a server that was asked to end may take, before it is an error. */
const END_MS = 30_000;

/** Waits for `read`, so that nothing runs before the last will names it; then becomes the server. */
const GATE = 'read -r _ && exec "$@" </dev/null';

/** How one server is run. */
export interface DaemonPlan {
  /** For messages and for the name of its folder. */
  readonly name: string;
  readonly user?: SystemUser | undefined;
  /** The program and its arguments, in the foreground; `folder` is its own, and writable by its user. */
  command(folder: string): readonly string[];
  /** Whether it answers now: this very process, by its id. Called again and again until it does. */
  isReady(pid: number, folder: string): Promise<boolean>;
  /** Asks the server to end in good order. Default SIGTERM. */
  readonly endSignal?: NodeJS.Signals;
  readonly env?: NodeJS.ProcessEnv;
}

/** What every server of `testing/services` can do. */
export interface Service {
  /** Ends the server at once and removes its data. Safe to repeat. */
  stop(): Promise<void>;
  /** Ends it by this signal and waits for that; SIGKILL (the default) hits all its processes. The data stays. */
  kill(name?: NodeJS.Signals): Promise<void>;
  /** Stops all its processes by SIGSTOP: connections stay open, and nothing is answered. */
  pause(): void;
  /** Lets it go on after `pause`. */
  resume(): void;
  /** Ends it in good order if it runs, and starts it on the same port and data. */
  restart(): Promise<void>;
  /** What it has printed. */
  log(): string;
}

/**
 * A server process with a folder of its own below the system's folder for temporary files. It ends with the process
 * of the tests, however that ends. Linux only.
 */
export class Daemon implements Service {
  readonly folder: string;
  readonly #plan: DaemonPlan;
  readonly #will: LastWill;
  #process: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  private constructor(plan: DaemonPlan, folder: string) {
    this.#plan = plan;
    this.folder = folder;
    this.#will = new LastWill(folder);
  }

  /**
   * Makes the folder, lets `prepare` fill it, and starts the server.
   * @throws Error with the end of what it printed, when it ends instead of answering
   */
  static async start(
    plan: DaemonPlan,
    prepare?: (folder: string) => Promise<void>,
  ): Promise<Daemon> {
    const folder = await mkdtemp(join(tmpdir(), `httpsession-${plan.name}-`));
    const daemon = new Daemon(plan, folder);
    try {
      if (plan.user !== undefined) await chown(folder, plan.user.uid, plan.user.gid);
      await prepare?.(folder);
      await daemon.#start();
    } catch (error) {
      await daemon.stop();
      throw error;
    }
    return daemon;
  }

  /** The process id of the server; undefined while there is none. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  log(): string {
    return readFileSync(this.#logFile, 'utf8');
  }

  pause(): void {
    if (this.pid !== undefined) stopTree(this.pid);
  }

  resume(): void {
    if (this.pid === undefined) return;
    for (const each of processTree(this.pid)) signal(each, 'SIGCONT');
  }

  async kill(name: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { pid } = this;
    if (pid === undefined) return;
    if (name === 'SIGKILL') {
      await killTree(pid);
    } else {
      this.resume();
      signal(pid, name);
    }
    await this.#hasEnded(name);
  }

  async restart(): Promise<void> {
    await this.kill(this.#plan.endSignal ?? 'SIGTERM');
    await this.#start();
  }

  async stop(): Promise<void> {
    await this.kill();
    // Not `recursive` alone: the kernel may still be closing a file of the server.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
    this.#will.end();
  }

  get #logFile(): string {
    return join(this.folder, 'log');
  }

  async #start(): Promise<void> {
    const log = openSync(this.#logFile, 'a');
    const { user, env } = this.#plan;
    // Apache opens what it is to write to by name.
    if (user !== undefined) fchownSync(log, user.uid, user.gid);
    const child = spawn(
      '/bin/sh',
      ['-c', GATE, this.#plan.name, ...this.#plan.command(this.folder)],
      {
        ...user,
        cwd: this.folder,
        env: {
          PATH: `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin`,
          LC_ALL: 'C.UTF-8',
          TZ: 'UTC',
          ...env,
        },
        detached: true,
        stdio: ['pipe', log, log],
      },
    );
    closeSync(log);
    this.#process = child;
    this.#ended = new Promise<void>((resolve) => {
      child.once('error', () => resolve());
      child.once('exit', () => resolve());
    }).then(() => {
      this.#process = undefined;
      this.#will.names(undefined);
    });
    this.#will.names(child.pid);
    child.stdin?.on('error', () => {});
    child.stdin?.end('go\n');
    child.unref();
    await this.#answers();
  }

  async #answers(): Promise<void> {
    const until = Date.now() + START_MS;
    while (Date.now() < until) {
      const { pid } = this;
      if (pid === undefined) {
        throw new Error(`${this.#plan.name} did not start:\n${this.log().slice(-4000)}`);
      }
      if (await this.#plan.isReady(pid, this.folder)) return;
      await sleep(10);
    }
    throw new Error(`${this.#plan.name} does not answer:\n${this.log().slice(-4000)}`);
  }

  async #hasEnded(name: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const message = `${this.#plan.name} did not end by ${name}:\n${this.log().slice(-4000)}`;
      timer = setTimeout(() => reject(new Error(message)), END_MS);
    });
    try {
      await Promise.race([this.#ended, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
