import type { MaybePromise, StoredSessionSummary } from 'httpsession';
import { decodeHead } from '../record/head.ts';
import { fromWire, toWire } from '../record/wire-text.ts';
import { FIND, FIND_BY_PRINCIPAL, LIST } from '../scripts/list.ts';
import type { KeySpace, Partition } from './key-space.ts';
import type { Moves } from './moves.ts';
import { translated } from './read-record.ts';
import type { Server } from './server.ts';

const DOING = 'listing sessions';
/** How many entries of the index the server looks at in one go. */
const PAGE = 200;

interface Page {
  /** Where it ends; 0: it is the last. */
  readonly cursor: string;
  readonly summaries: StoredSessionSummary[];
  /** What is still where it was, though it has moved. */
  readonly moved: { readonly from: string; readonly to: string; readonly uid: string }[];
}

/** What is asked of sessions without their attributes, over all partitions. */
export class Queries {
  readonly #server: Server;
  readonly #keys: KeySpace;
  readonly #moves: Moves;

  constructor(server: Server, keys: KeySpace, moves: Moves) {
    this.#server = server;
    this.#keys = keys;
    this.#moves = moves;
  }

  /** As `SessionListing.list`. Sessions that change meanwhile are in it once. */
  async list(limit: number): Promise<StoredSessionSummary[]> {
    const found = new Map<string, StoredSessionSummary>();
    for (const partition of this.#keys.partitions) {
      let cursor = '0';
      while (found.size < limit) {
        const page: Page = await this.#server.run(DOING, LIST, {
          keys: [partition.expiry],
          args: [cursor, String(PAGE)],
          read: readPage,
        });
        for (const summary of await this.#settled(page)) found.set(summary.uid, summary);
        cursor = page.cursor;
        if (cursor === '0') break;
      }
      if (found.size >= limit) break;
    }
    return [...found.values()].slice(0, Math.max(0, limit));
  }

  /** As `SessionListing.findByUid`. */
  async findByUid(uid: string): Promise<StoredSessionSummary | undefined> {
    const [found] = await this.#everywhere((partition) => this.#find(partition, uid));
    return found;
  }

  /** As `PrincipalIndex.findByPrincipal`. */
  async findByPrincipal(principal: string): Promise<StoredSessionSummary[]> {
    const args = [toWire(principal)];
    const found = await this.#everywhere((partition) =>
      this.#server.run(DOING, FIND_BY_PRINCIPAL, {
        keys: [partition.expiry, this.#keys.principal(partition, principal)],
        args,
        read: readPage,
      }),
    );
    return found.sort((a, b) => a.createdAt - b.createdAt);
  }

  /** Asks all partitions. A session that is just going from one to another is in it once. */
  async #everywhere(
    ask: (partition: Partition) => MaybePromise<Page>,
  ): Promise<StoredSessionSummary[]> {
    const pages = await Promise.all(
      this.#keys.partitions.map((one) => this.#server.inTurn(() => ask(one))),
    );
    const found = new Map<string, StoredSessionSummary>();
    for (const page of pages) {
      for (const summary of await this.#settled(page)) found.set(summary.uid, summary);
    }
    return [...found.values()];
  }

  /** The sessions of a page; those on their way are brought to their places and looked for there. */
  async #settled({ summaries, moved }: Page): Promise<StoredSessionSummary[]> {
    const found = [...summaries];
    for (const { from, to, uid } of moved) {
      await this.#moves.complete(from, to);
      const there = await this.#find(this.#keys.partitionOf(to), uid);
      found.push(...there.summaries);
    }
    return found;
  }

  async #find(partition: Partition, uid: string): Promise<Page> {
    return this.#server.run(DOING, FIND, {
      keys: [partition.expiry],
      args: [toWire(uid)],
      read: readPage,
    });
  }
}

/** Reads the answer of LIST, FIND and FIND_BY_PRINCIPAL. */
function readPage(answer: unknown): Page {
  const [now, cursor, ...rest] = answer as [number, Buffer, ...Buffer[]];
  const summaries: StoredSessionSummary[] = [];
  const moved: Page['moved'] = [];
  for (let at = 1; at < rest.length; at += 2) {
    const [bytes, link] = [rest[at - 1], rest[at]];
    const head = bytes === undefined ? undefined : decodeHead(bytes);
    if (head === undefined || link === undefined) continue;
    const { key, uid, createdAt, lastAccessedAt, principal } = head.record;
    if (link.length > 0) {
      moved.push({ from: key, to: fromWire(link.toString()), uid });
      continue;
    }
    summaries.push({
      key,
      uid,
      createdAt,
      lastAccessedAt,
      expiresAt: translated(head.deadline, now),
      ...(principal === undefined ? {} : { principal }),
    });
  }
  return { cursor: String(cursor), summaries, moved };
}
