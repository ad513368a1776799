import { type Bytes, FORMER_KEY_MS, UNREADABLE_KEPT_MS } from 'httpsession';
import { decodeHead, encodeHead, RecordState, type Head } from '../record/head.ts';
import { fieldOf, readFields, toBuffer, type Fields } from '../record/fields.ts';
import { toWire } from '../record/wire-text.ts';
import { LOAD } from '../scripts/load.ts';
import { FILL, FINISH, KEEP, RELEASE, RESERVE, SWITCH } from '../scripts/move.ts';
import type { RedisArgument } from '../client/redis-port.ts';
import type { KeySpace } from './key-space.ts';
import type { Server } from './server.ts';

/** How long a place is kept at first, in milliseconds: as records are, for a session that lives for a day more. */
const RESERVED_MS = 2 * UNREADABLE_KEPT_MS;
/** How much longer than it must, as the session may be used meanwhile, in milliseconds. */
const MORE_MS = 3_600_000;
/** How often, as its idle time may be changed meanwhile. */
const MAX_TRIES = 3;
const DOING = 'renaming a session';

interface Left {
  readonly head: Head;
  readonly fields: Fields;
  readonly now: number;
}

/** Renames to a key in another partition, in the steps that scripts/move.ts tells. */
export class Moves {
  readonly #server: Server;
  readonly #keys: KeySpace;
  /** Where it is told that a record has left its key; empty: nowhere. */
  readonly goneChannel: string;

  constructor(server: Server, keys: KeySpace, goneChannel: string) {
    this.#server = server;
    this.#keys = keys;
    this.goneChannel = goneChannel;
  }

  /** The answer of RENAME, for keys in two partitions. */
  async rename(oldKey: string, newKey: string, sealedId: Bytes | undefined): Promise<unknown> {
    if ((await this.#reserve(oldKey, newKey)) !== 1) return 0;
    const answer = await this.#switch(oldKey, newKey, sealedId);
    if (answer === 1) {
      await this.complete(oldKey, newKey);
      return 1;
    }
    await this.#server.run(DOING, RELEASE, {
      keys: [this.#keys.record(newKey)],
      args: [toWire(oldKey)],
      read: asIs,
    });
    return answer;
  }

  /** Brings a session to its place if it has left for there. False: it has not, or somebody did it before. */
  async complete(oldKey: string, newKey: string): Promise<boolean> {
    const left = await this.#server.run(DOING, LOAD, {
      keys: [this.#keys.record(oldKey)],
      args: [],
      read: (answer) => readLeft(answer, newKey),
    });
    if (left === undefined) return false;
    await this.#fill(left, oldKey, newKey);
    await this.#server.run(DOING, FINISH, {
      keys: this.#keysOf(oldKey),
      args: [toWire(newKey), String(FORMER_KEY_MS)],
      read: asIs,
    });
    return true;
  }

  #reserve(oldKey: string, newKey: string): unknown {
    const place = encodeHead({
      key: newKey,
      uid: '',
      version: 0,
      createdAt: 0,
      lastAccessedAt: 0,
      maxInactiveMs: 0,
    });
    place.writeUInt8(RecordState.reserved, 1);
    return this.#server.run(DOING, RESERVE, {
      keys: this.#keysOf(newKey),
      args: [place, toWire(oldKey), String(RESERVED_MS)],
      read: asIs,
    });
  }

  /** The answer of SWITCH, once the place is kept for as long as the session may live. */
  async #switch(oldKey: string, newKey: string, sealedId: Bytes | undefined): Promise<unknown> {
    let kept = String(RESERVED_MS);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const answer = await this.#server.run(DOING, SWITCH, {
        keys: this.#keysOf(oldKey),
        args: [toWire(newKey), sealedArgument(sealedId), this.goneChannel, kept],
        read: asIs,
      });
      const needed = readNeeded(answer);
      if (needed === undefined) return answer;
      kept = needed === Infinity ? '' : String(needed + MORE_MS);
      const isKept = await this.#server.run(DOING, KEEP, {
        keys: [this.#keys.record(newKey)],
        args: [toWire(oldKey), kept],
        read: asIs,
      });
      if (isKept !== 1) break;
    }
    return 0;
  }

  async #fill({ head, fields, now }: Left, oldKey: string, newKey: string): Promise<void> {
    const { record, deadline } = head;
    const args: RedisArgument[] = [
      encodeHead({ ...record, key: newKey }),
      deadline === Infinity ? '' : String(deadline - now),
      toWire(record.uid),
      String(record.createdAt),
      record.principal === undefined ? '' : `=${toWire(record.principal)}`,
      toWire(oldKey),
    ];
    for (const [name, bytes] of fields.attributes) args.push(fieldOf(name), toBuffer(bytes));
    await this.#server.run(DOING, FILL, { keys: this.#keysOf(newKey), args, read: asIs });
  }

  #keysOf(key: string): string[] {
    return [this.#keys.record(key), this.#keys.partitionOf(key).expiry];
  }
}

/** As scripts take the new sealed id. */
export function sealedArgument(sealedId: Bytes | undefined): RedisArgument {
  return sealedId === undefined ? '' : Buffer.concat([Buffer.from('='), sealedId]);
}

/** For how long SWITCH wants the place to be kept, in milliseconds; undefined: it wants nothing. */
function readNeeded(answer: unknown): number | undefined {
  if (!Array.isArray(answer)) return undefined;
  const [kind, life] = answer as [number, Buffer];
  if (kind !== 6) return undefined;
  return life.length === 0 ? Infinity : Number(life);
}

function readLeft(answer: unknown, newKey: string): Left | undefined {
  const [now, reply] = answer as [number, Buffer[]];
  const fields = readFields(reply);
  const head = fields.head === undefined ? undefined : decodeHead(fields.head);
  if (head?.state !== RecordState.moved || fields.link !== newKey) return undefined;
  return { head, fields, now };
}

function asIs(answer: unknown): unknown {
  return answer;
}
