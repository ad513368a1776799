import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Whether processes can be held to one core here (Linux with util-linux). */
export const canPin = spawnSync('taskset', ['--version']).status === 0;

/**
 * The command that runs `program` on `core` alone. `taskset` replaces itself, so the process is
 * the program's own.
 * @param {number | undefined} core
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {[string, string[]]}
 */
export function pinned(core, program, args) {
  if (core === undefined || !canPin) return [program, [...args]];
  return ['taskset', ['-c', String(core), program, ...args]];
}

/** A child process that answers each line with a line. One question at a time. */
export class Child {
  #process;
  #lines;
  #errors = '';

  /**
   * @param {readonly [string, readonly string[]]} command
   * @param {NodeJS.ProcessEnv} [environment]
   */
  constructor([program, args], environment = process.env) {
    this.#process = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...environment, NODE_ENV: 'production' },
    });
    this.#process.stderr.on('data', (chunk) => (this.#errors += chunk));
    this.#process.stdin.on('error', () => {});
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * @param {string} command
   * @param {unknown} [argument]
   * @returns {Promise<any>}
   */
  async ask(command, argument) {
    this.#process.stdin.write(`${JSON.stringify({ command, argument })}\n`);
    const { value: line, done } = await this.#lines.next();
    if (done) throw new Error(`the server ended at "${command}":\n${this.#errors}`);
    return JSON.parse(line).value;
  }

  async stop() {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill();
    await ended;
  }
}
