import type { Bytes, SessionChange, SessionRecord } from 'httpsession';

/** The encoded form of a text, for tests to which any bytes will do. */
export function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Attributes with texts for values. */
export function attributesOf(texts: Readonly<Record<string, string>>): Map<string, Bytes> {
  return new Map(Object.entries(texts).map(([name, text]) => [name, bytesOf(text)]));
}

/** A record that never expires, unless the test says otherwise. */
export function recordOf(key: string, parts: Partial<SessionRecord> = {}): SessionRecord {
  return {
    key,
    uid: `uid of ${key}`,
    version: 1,
    createdAt: 1000,
    lastAccessedAt: 1000,
    maxInactiveMs: 60_000,
    expiresAt: undefined,
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
    lastAccessedAt: 2000,
    inUseAt: 2000,
    graceMs: 0,
    endsAt: undefined,
    ...parts,
  };
}
