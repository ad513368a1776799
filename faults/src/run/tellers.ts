import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from '../history/entries.ts';
import { readFrom } from '../history/journal.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Worker } from './worker.ts';

const LOOK_MS = 10;

/**
 * The worker that is the next to tell the end of a session: it has claimed some, and is in the middle of ending
 * them. Undefined when none does in that time.
 */
export async function nextTeller(
  { folder, workers }: Rehearsal,
  withinMs: number,
): Promise<Worker | undefined> {
  const fileOf = ({ pid }: Worker): string => join(folder, `worker-${pid}.jsonl`);
  const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);
  const read = new Map(workers.map((worker) => [worker, sizeOf(fileOf(worker))]));
  const tells = (worker: Worker): boolean => {
    const file = fileOf(worker);
    const from = read.get(worker) ?? 0;
    const size = sizeOf(file);
    if (size === from) return false;
    read.set(worker, size);
    return readFrom(file, from).includes('"kind":"destroyed"');
  };
  const end = now() + withinMs;
  while (now() < end) {
    await sleep(LOOK_MS);
    const teller = workers.find(tells);
    if (teller !== undefined) return teller;
  }
  return undefined;
}
