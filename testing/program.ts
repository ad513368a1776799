import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root: string = join(import.meta.dirname, '..');

/** How a program came to its end. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A Node program of this workspace in a process of its own. */
export class Program {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<Exit>;
  /** What it has printed so far, on both streams. */
  output = '';

  /** Starts the program: `file` is its path from the root of the workspace. */
  constructor(file: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    this.#process = spawn(process.execPath, [join(root, file), ...args], {
      cwd: root,
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    });
    this.#process.stdin.end();
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.#exit = new Promise((resolve) => {
      this.#process.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** Waits until the program has printed `text`; throws with all its output when it ends before. */
  async prints(text: string): Promise<string> {
    while (!this.output.includes(text)) {
      const ended = await Promise.race([
        once(this.#process.stdout, 'data').then(() => false),
        this.#exit.then(() => true),
      ]);
      if (ended && !this.output.includes(text)) {
        throw new Error(`The program ended without printing ${text}:\n${this.output}`);
      }
    }
    return this.output;
  }

  /** Sends a signal, and gives how the program ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    this.#process.kill(signal);
    return this.#exit;
  }

  /** Waits for the end of the program. */
  exit(): Promise<Exit> {
    return this.#exit;
  }
}
