import type { SessionRecord } from 'httpsession';
import { readFields } from '../record/fields.ts';
import { decodeHead } from '../record/head.ts';
import { fromWire } from '../record/wire-text.ts';
import { CLAIM, DUE } from '../scripts/claim.ts';
import type { KeySpace, Partition } from './key-space.ts';
import { translated } from './read-record.ts';
import type { Server } from './server.ts';

const DOING = 'claiming expired sessions';
/** How often a partition is asked again at once, when it was busy with putting its index right. */
const MAX_ROUNDS = 100;

/** `takeExpired`, over all partitions. */
export class Claims {
  readonly #server: Server;
  readonly #keys: KeySpace;
  readonly #channel: string;

  constructor(server: Server, keys: KeySpace, channel: string) {
    this.#server = server;
    this.#keys = keys;
    this.#channel = channel;
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
      const { records, isMore } = await this.#server.run(DOING, CLAIM, {
        keys: [partition.expiry],
        args: [String(limit - claimed.length), String(leaseMs), this.#channel],
        read: readClaimed,
      });
      claimed.push(...records);
      if (!isMore || claimed.length >= limit) break;
    }
    return claimed;
  }
}

function readClaimed(answer: unknown): { records: SessionRecord[]; isMore: boolean } {
  const [now, more, ...rest] = answer as [number, number, ...(Buffer | Buffer[])[]];
  const records: SessionRecord[] = [];
  for (let at = 1; at < rest.length; at += 2) {
    const [key, reply] = [rest[at - 1], rest[at]];
    if (!Buffer.isBuffer(key) || !Array.isArray(reply)) continue;
    const { head: bytes, attributes } = readFields(reply);
    const head = bytes === undefined ? undefined : decodeHead(bytes);
    if (head === undefined) continue;
    const expiresAt = translated(head.deadline, now);
    records.push({ ...head.record, key: fromWire(key.toString()), expiresAt, attributes });
  }
  return { records, isMore: more === 1 };
}
