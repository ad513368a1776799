import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JobInput, JobName, JobOutput } from '../jobs/jobs.ts';
import type { ManyProcesses } from '../options/suite-options.ts';

/** What the process sends. */
interface Answer {
  readonly number?: number;
  readonly result?: unknown;
  readonly error?: string;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A process of its own with a store on the data of the test. */
export class StoreProcess {
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  #jobs = 0;
  #errors = '';

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    process.on('message', (message) => this.#take(message as Answer));
    process.on('exit', () => this.#failAll('has ended'));
    process.on('error', (error) => this.#failAll(error.message));
  }

  /** Starts one, and waits until its store is open. One whose store cannot be opened is ended again. */
  static async start(options: ManyProcesses, address: string): Promise<StoreProcess> {
    // From the folder of that module the names of packages lead to where they do in that module.
    const program = [
      `import { openStore } from ${JSON.stringify(options.module.href)};`,
      "import { work } from '@httpsession/store-testkit/child';",
      'work(openStore);',
    ].join('\n');
    const args = [...(options.execArgv ?? []), '--input-type=module', '--eval', program, address];
    const child = spawn(process.execPath, args, {
      cwd: dirname(fileURLToPath(options.module)),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const started = new StoreProcess(child);
    try {
      await new Promise<unknown>((resolve, reject) => {
        started.#pending.set(0, { resolve, reject });
      });
    } catch (error) {
      // Nobody else has it: it would wait for jobs until the suite ends.
      await started.kill();
      throw error;
    }
    return started;
  }

  /** Has the process do a job, and gives what came of it. */
  async do<N extends JobName>(name: N, input: JobInput<N>): Promise<JobOutput<N>> {
    this.#jobs += 1;
    const number = this.#jobs;
    return new Promise((resolve, reject) => {
      this.#pending.set(number, {
        resolve: (result) => resolve(result as JobOutput<N>),
        reject,
      });
      this.#process.send({ number, name, input });
    });
  }

  /** Ends the process at once, as a crash does. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#pending.clear();
    this.#process.kill('SIGKILL');
    await once(this.#process, 'exit');
  }

  #take({ number = 0, result, error }: Answer): void {
    const pending = this.#pending.get(number);
    this.#pending.delete(number);
    if (error === undefined) pending?.resolve(result);
    else pending?.reject(new Error(`in a process of the test: ${error}`));
  }

  #failAll(what: string): void {
    for (const pending of this.#pending.values()) {
      pending.reject(new Error(`a process of the test ${what}\n${this.#errors}`));
    }
    this.#pending.clear();
  }
}
