import { type SessionRecord, UnreadableRecordError } from 'httpsession';
import { readFields } from '../record/fields.ts';
import { decodeHead, RecordState } from '../record/head.ts';
import { fromWire } from '../record/wire-text.ts';
import { CLAIM, DUE } from '../scripts/claim.ts';
import type { KeySpace, Partition } from './key-space.ts';
import type { Moves } from './moves.ts';
import { translated } from './read-record.ts';
import type { Server } from './server.ts';
import { thoseThatCame } from './those-that-came.ts';

const DOING = 'claiming expired sessions';
/** How often a partition is asked again at once, when it was busy with putting its index right. */
const MAX_ROUNDS = 100;

/** What `Claims` stand on. */
export interface ClaimsParts {
  readonly server: Server;
  readonly keys: KeySpace;
  readonly moves: Moves;
  /** Told of partitions that did not answer, while others did. */
  readonly report: (error: Error) => void;
}

/** `takeExpired`, over all partitions. */
export class Claims {
  readonly #server: Server;
  readonly #keys: KeySpace;
  readonly #moves: Moves;
  readonly #report: (error: Error) => void;

  constructor({ server, keys, moves, report }: ClaimsParts) {
    this.#server = server;
    this.#keys = keys;
    this.#moves = moves;
    this.#report = report;
  }

  /**
   * As `SessionStore.takeExpired`. Of several partitions it gives what those have that answer: a server of a cluster
   * that is down keeps its own sessions, and no others. It is reported, and rejects only when nobody answers.
   */
  async take(limit: number, leaseMs: number): Promise<SessionRecord[]> {
    if (!(limit > 0)) return [];
    const { partitions } = this.#keys;
    const [only] = partitions;
    if (partitions.length === 1 && only !== undefined) return this.#claim(only, limit, leaseMs);
    const shares = await this.#shares(limit);
    const claims = [...shares].map(
      ([partition, share]) =>
        () =>
          this.#server.inTurn(() => this.#claim(partition, share, leaseMs)),
    );
    // The silence of others may just have opened the breaker. The answer to the first, by itself, closes it.
    this.#server.retryNow();
    const first = claims.slice(0, 1).map((claim) => claim());
    await Promise.allSettled(first);
    const rest = claims.slice(1).map((claim) => claim());
    const claimed = await thoseThatCame([...first, ...rest], this.#report);
    return claimed.flat().sort((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0));
  }

  /** How many to take where, so that those that expired longest ago come first. */
  async #shares(limit: number): Promise<Map<Partition, number>> {
    const due = await thoseThatCame(
      fromAnywhere(this.#keys.partitions).map(async (partition) => {
        const ages = await this.#server.inTurn(() =>
          this.#server.run(DOING, DUE, {
            keys: [partition.expiry],
            args: [String(limit)],
            read: (answer) => (answer as Buffer[]).map(Number),
          }),
        );
        return ages.map((age) => ({ partition, age }));
      }),
      this.#report,
    );
    const first = due
      .flat()
      .sort((a, b) => a.age - b.age)
      .slice(0, limit);
    const shares = new Map<Partition, number>();
    for (const { partition } of first) shares.set(partition, (shares.get(partition) ?? 0) + 1);
    return shares;
  }

  async #claim(partition: Partition, limit: number, leaseMs: number): Promise<SessionRecord[]> {
    const claimed: SessionRecord[] = [];
    try {
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const { records, moved, unreadable, isMore } = await this.#server.run(DOING, CLAIM, {
          keys: [partition.expiry],
          args: [String(limit - claimed.length), String(leaseMs), this.#moves.goneChannel],
          read: readClaimed,
        });
        claimed.push(...records);
        if (unreadable > 0) this.#report(leftAlone());
        // It ends where it belongs, unless it has done so.
        for (const [from, to] of moved) await this.#moves.complete(from, to);
        if (!isMore || claimed.length >= limit) break;
      }
    } catch (error) {
      // What was claimed by then would else have to wait for the end of its lease.
      if (claimed.length === 0 || !(error instanceof Error)) throw error;
      this.#report(error);
    }
    return claimed;
  }
}

/**
 * All, from one on that chance names: those that are asked last are refused when many before them do not answer, and
 * that should not be the same ones each time.
 */
function fromAnywhere<T>(all: readonly T[]): T[] {
  const first = Math.floor(Math.random() * all.length);
  return [...all.slice(first), ...all.slice(0, first)];
}

interface Claimed {
  readonly records: SessionRecord[];
  /** Old and new key of those that are on their way. */
  readonly moved: [from: string, to: string][];
  /** How many there are that this version cannot read. */
  readonly unreadable: number;
  readonly isMore: boolean;
}

function readClaimed(answer: unknown): Claimed {
  const [now, more, ...rest] = answer as [number, number, ...(Buffer | Buffer[])[]];
  const records: SessionRecord[] = [];
  const moved: [string, string][] = [];
  let unreadable = 0;
  for (let at = 1; at < rest.length; at += 2) {
    const [key, reply] = [rest[at - 1], rest[at]];
    if (!Buffer.isBuffer(key) || !Array.isArray(reply)) continue;
    const { head: bytes, link, attributes } = readFields(reply);
    const head = bytes === undefined ? undefined : decodeHead(bytes);
    if (head === undefined) unreadable += 1;
    else if (head.state === RecordState.moved) moved.push([fromWire(key.toString()), link ?? '']);
    else records.push({ ...head.record, expiresAt: translated(head.deadline, now), attributes });
  }
  return { records, moved, unreadable, isMore: more === 1 };
}

function leftAlone(): UnreadableRecordError {
  return new UnreadableRecordError(
    'what Redis has of expired sessions is not of the format that this version writes; they stay until a day after ' +
      'their expiry, for a process that can read them',
  );
}
