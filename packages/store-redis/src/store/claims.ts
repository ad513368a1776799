import type { SessionRecord } from 'httpsession';
import { readFields } from '../record/fields.ts';
import { decodeHead, RecordState } from '../record/head.ts';
import { fromWire } from '../record/wire-text.ts';
import { CLAIM, DUE } from '../scripts/claim.ts';
import type { KeySpace, Partition } from './key-space.ts';
import type { Moves } from './moves.ts';
import { translated } from './read-record.ts';
import type { Server } from './server.ts';

const DOING = 'claiming expired sessions';
/** How often a partition is asked again at once, when it was busy with putting its index right. */
const MAX_ROUNDS = 100;

/** `takeExpired`, over all partitions. */
export class Claims {
  readonly #server: Server;
  readonly #keys: KeySpace;
  readonly #moves: Moves;

  constructor(server: Server, keys: KeySpace, moves: Moves) {
    this.#server = server;
    this.#keys = keys;
    this.#moves = moves;
  }

  /** As `SessionStore.takeExpired`. */
  async take(limit: number, leaseMs: number): Promise<SessionRecord[]> {
    if (!(limit > 0)) return [];
    const { partitions } = this.#keys;
    const [only] = partitions;
    if (partitions.length === 1 && only !== undefined) return this.#claim(only, limit, leaseMs);
    const shares = await this.#shares(limit);
    const claimed = await Promise.all(
      [...shares].map(([partition, share]) => this.#claim(partition, share, leaseMs)),
    );
    return claimed.flat().sort((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0));
  }

  /** How many to take where, so that those that expired longest ago come first. */
  async #shares(limit: number): Promise<Map<Partition, number>> {
    const due = await Promise.all(
      this.#keys.partitions.map(async (partition) => {
        const ages = await this.#server.run(DOING, DUE, {
          keys: [partition.expiry],
          args: [String(limit)],
          read: (answer) => (answer as Buffer[]).map(Number),
        });
        return ages.map((age) => ({ partition, age }));
      }),
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
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { records, moved, isMore } = await this.#server.run(DOING, CLAIM, {
        keys: [partition.expiry],
        args: [String(limit - claimed.length), String(leaseMs), this.#moves.goneChannel],
        read: readClaimed,
      });
      claimed.push(...records);
      // It ends where it belongs, unless it has done so.
      for (const [from, to] of moved) await this.#moves.complete(from, to);
      if (!isMore || claimed.length >= limit) break;
    }
    return claimed;
  }
}

interface Claimed {
  readonly records: SessionRecord[];
  /** Old and new key of those that are on their way. */
  readonly moved: [from: string, to: string][];
  readonly isMore: boolean;
}

function readClaimed(answer: unknown): Claimed {
  const [now, more, ...rest] = answer as [number, number, ...(Buffer | Buffer[])[]];
  const records: SessionRecord[] = [];
  const moved: [string, string][] = [];
  for (let at = 1; at < rest.length; at += 2) {
    const [key, reply] = [rest[at - 1], rest[at]];
    if (!Buffer.isBuffer(key) || !Array.isArray(reply)) continue;
    const { head: bytes, link, attributes } = readFields(reply);
    const head = bytes === undefined ? undefined : decodeHead(bytes);
    if (head === undefined) continue;
    if (head.state === RecordState.moved) moved.push([fromWire(key.toString()), link ?? '']);
    else records.push({ ...head.record, expiresAt: translated(head.deadline, now), attributes });
  }
  return { records, moved, isMore: more === 1 };
}
