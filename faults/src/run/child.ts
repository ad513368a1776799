import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How long a program may take to say that it is ready. */
const READY_MS = 30_000;

/** Those that run: nobody but this process ends one that is stopped (SIGSTOP). */
const running = new Set<ChildProcessWithoutNullStreams>();
process.on('exit', () => {
  for (const each of running) each.kill('SIGKILL');
});

/** A program of this folder in a process of its own, which ends with this one. */
export class Child {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: string[] = [];
  readonly #errors: string[] = [];
  readonly exit: Promise<number | null>;
  #heard: () => void = () => {};

  constructor(program: URL, plan: object) {
    this.#process = spawn(process.execPath, [program.pathname, JSON.stringify(plan)]);
    running.add(this.#process);
    createInterface(this.#process.stdout).on('line', (line) => {
      this.#lines.push(line);
      this.#heard();
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => this.#errors.push(text));
    // Whoever is killed reads nothing any more.
    this.#process.stdin.on('error', () => {});
    this.exit = once(this.#process, 'exit').then(([code]) => {
      running.delete(this.#process);
      this.#heard();
      return code as number | null;
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** What it has said, by lines. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** What it has complained of. */
  get errors(): string {
    return this.#errors.join('');
  }

  /** Waits until it has said something so often. */
  async says(
    isIt: (line: string) => boolean,
    times = 1,
    withinMs: number = READY_MS,
  ): Promise<void> {
    const end = Date.now() + withinMs;
    while (this.#lines.filter(isIt).length < times) {
      if (this.hasEnded) throw new Error(`A process ended too early:\n${this.errors}`);
      const left = end - Date.now();
      if (left <= 0) throw new Error(`A process is not ready:\n${this.errors}`);
      await Promise.race([
        new Promise<void>((resolve) => (this.#heard = resolve)),
        new Promise((resolve) => setTimeout(resolve, Math.min(left, 200))),
      ]);
    }
  }

  order(order: object): void {
    this.#process.stdin.write(`${JSON.stringify(order)}\n`);
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }
}
