import { closeSync, openSync, readdirSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from './entries.ts';

/**
 * A file of entries, one JSON text a line. Each is handed to the system at once, so that those of a process
 * that is killed are complete but for the last one.
 */
export class Journal {
  readonly #file: number;

  /** `name` must be one process's own; what was written before stays. */
  constructor(folder: string, name: string) {
    this.#file = openSync(join(folder, `${name}.jsonl`), 'a');
  }

  write(entry: Entry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** All entries of a folder, of all processes. A line that was cut off is left out. */
export function readHistory(folder: string): Entry[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .flatMap((line) => parsed(line));
}

/** What was written into a journal behind the first `from` bytes, a few of the newest entries. */
export function readFrom(file: string, from: number): string {
  const bytes = Buffer.alloc(64 * 1024);
  const opened = openSync(file, 'r');
  const length = readSync(opened, bytes, 0, bytes.length, from);
  closeSync(opened);
  return bytes.toString('utf8', 0, length);
}

function parsed(line: string): Entry[] {
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    return [];
  }
}
