import { createHash } from 'node:crypto';
import type { Bytes, SessionChange, SessionRecord } from 'httpsession';

/** A key as the manager makes them. */
export function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

export function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export function attributesOf(texts: Readonly<Record<string, string>>): Map<string, Bytes> {
  return new Map(Object.entries(texts).map(([name, text]) => [name, bytesOf(text)]));
}

/** The attributes of a record as texts. */
export function textsOf(record: SessionRecord | 'unchanged' | undefined): Record<string, string> {
  if (typeof record !== 'object') throw new Error(`no record: ${String(record)}`);
  return Object.fromEntries(
    [...record.attributes].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
  );
}

/** A record that expires in a minute, unless the test says otherwise. */
export function recordOf(name: string, parts: Partial<SessionRecord> = {}): SessionRecord {
  return {
    key: keyOf(name),
    uid: `uid of ${name}`,
    version: 1,
    createdAt: Date.now(),
    lastAccessedAt: Date.now(),
    maxInactiveMs: 60_000,
    expiresAt: Date.now() + 60_000,
    attributes: attributesOf({ cart: 'tea' }),
    ...parts,
  };
}

/** An access and nothing else, unless the test says otherwise. */
export function changeOf(parts: Partial<SessionChange> = {}): SessionChange {
  return {
    uid: 'uid',
    set: new Map(),
    removed: new Set(),
    lastAccessedAt: Date.now(),
    inUseAt: Date.now(),
    graceMs: 0,
    endsAt: undefined,
    ...parts,
  };
}
