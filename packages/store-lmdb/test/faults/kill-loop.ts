import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LmdbStore, type Durability } from '@httpsession/store-lmdb';
import { runSources } from '../../../../testing/run-sources.ts';
import { keyOf, markOf, sharedKeys, type Message } from './marks.ts';

/** What a loop of kills is asked for. */
export interface KillLoopOptions {
  readonly path: string;
  readonly kills: number;
  readonly durability?: Durability;
  /** Every so many kills all writers are killed at once. Default 10. */
  readonly allEvery?: number;
}

/** What came of it. */
export interface KillLoopReport {
  readonly kills: number;
  /** Changes that were acknowledged, and looked for behind the kill. */
  readonly acknowledged: number;
}

/** A writer, and what it was told is saved. */
export class Writer {
  readonly #process: ChildProcess;
  readonly #number: number;
  readonly #ready: Promise<void>;
  readonly #passing = new Map<string, string>();
  #counted = 0;
  #deleted: string[] = [];
  acknowledged = 0;

  constructor(number: number, { path, durability = 'process' }: KillLoopOptions) {
    this.#number = number;
    this.#process = fork(join(import.meta.dirname, 'writer.ts'), [path, `${number}`, durability], {
      execArgv: [...runSources],
    });
    this.#process.on('message', (message) => this.#note(message as Message));
    this.#ready = new Promise((resolve, reject) => {
      this.#process.once('exit', (code) => reject(new Error(`A writer ended with ${code}`)));
      this.#process.once('message', () => resolve());
    });
    // A writer that is killed early on fails nobody.
    this.#ready.catch(() => undefined);
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  async kill(): Promise<void> {
    // What it told comes over a channel that may end later than the process: 'disconnect' is behind the last message.
    const ends = [once(this.#process, 'exit'), once(this.#process, 'disconnect')];
    this.#process.kill('SIGKILL');
    await Promise.all(ends);
  }

  /** Throws unless all that was acknowledged is there, and whole. */
  check(store: LmdbStore): void {
    const own = load(store, keyOf(this.#number));
    const found = own === undefined ? 'nothing' : markOf(own);
    // Killed before the first one was acknowledged: then the session may not be there at all.
    if (this.#counted > 0 && !(Number(found) >= this.#counted))
      throw new Error(`${this.#counted} was acknowledged, ${found} is there`);
    for (const [uid, key] of this.#passing) {
      // What the writer did next may be there as well, without having been acknowledged.
      const at = store.findByUid(uid)?.key;
      if (at === undefined && key.endsWith('next')) continue;
      if (at === undefined) throw new Error(`${key} was made and is not there`);
      const record = load(store, at);
      if (record === undefined || markOf(record) !== uid)
        throw new Error(`${at} is not what it was`);
      if (at !== uid && load(store, uid) !== undefined) throw new Error(`${uid} has two keys`);
    }
    for (const key of this.#deleted) {
      if (load(store, key) !== undefined) throw new Error(`${key} was deleted and is there`);
    }
  }

  #note(message: Message): void {
    if (message.kind === 'ready') return;
    this.acknowledged += 1;
    if (message.kind === 'counted') this.#counted = message.done;
    else if (message.kind === 'made') this.#passing.set(message.key, message.key);
    else if (message.kind === 'renamed') this.#passing.set(message.key, message.next);
    else {
      this.#passing.delete(message.key.slice(0, -' next'.length));
      this.#deleted = [...this.#deleted.slice(-50), message.key];
    }
  }
}

/**
 * Kills processes in the middle of their writes, again and again, while another goes on. After each kill looks,
 * with a store that was open all the time, whether each session is the old or the new one and nothing that was
 * acknowledged is lost. Throws what it finds.
 */
export async function killLoop(options: KillLoopOptions): Promise<KillLoopReport> {
  const { path, kills, allEvery = 10 } = options;
  const store = new LmdbStore({ path, timeoutMs: 30_000 });
  let started = 0;
  let acknowledged = 0;
  const start = async (): Promise<Writer> => {
    started += 1;
    const writer = new Writer(started, options);
    await writer.ready();
    return writer;
  };
  const writers = [await start(), await start()];
  try {
    for (let killed = 1; killed <= kills; killed += 1) {
      await sleep(Math.random() * 40);
      const victims = killed % allEvery === 0 ? writers.splice(0) : writers.splice(0, 1);
      await Promise.all(victims.map((victim) => victim.kill()));
      for (const victim of victims) {
        victim.check(store);
        acknowledged += victim.acknowledged;
      }
      await checkStore(store);
      while (writers.length < 2) writers.push(await start());
    }
  } finally {
    await Promise.all(writers.map((writer) => writer.kill()));
    await store.close();
  }
  return { kills, acknowledged };
}

/** Every session is whole, all indexes agree, and the file can be written. */
async function checkStore(store: LmdbStore): Promise<void> {
  const listed = store.list(100_000);
  const uids = new Set(listed.map(({ uid }) => uid));
  if (uids.size !== listed.length) throw new Error('A session is there twice');
  const ada = store.findByPrincipal('ada');
  const eve = store.findByPrincipal('eve');
  for (const { key, uid } of [...ada, ...eve]) {
    if (store.findByUid(uid) === undefined && store.load(key) !== undefined) {
      throw new Error(`${key} is not found by its uid`);
    }
  }
  for (const key of sharedKeys) {
    const record = load(store, key);
    if (record === undefined) throw new Error(`${key} is gone`);
    markOf(record);
  }
  const now = Date.now();
  const probe = { key: 'probe', uid: 'probe', version: 1, createdAt: now, lastAccessedAt: now };
  const rest = {
    maxInactiveMs: 0,
    expiresAt: undefined,
    attributes: new Map<string, Uint8Array>(),
  };
  if (!(await store.create({ ...probe, ...rest }))) throw new Error('The probe was there already');
  if (!(await store.delete('probe'))) throw new Error('The probe was not there');
}

function load(store: LmdbStore, key: string): Exclude<ReturnType<LmdbStore['load']>, 'unchanged'> {
  const record = store.load(key);
  if (record === 'unchanged') throw new Error('Nothing was known');
  return record;
}
