import type { SessionChange, SessionRecord } from 'httpsession';

/** A record that lives a minute. */
export function recordOf(key: string, fields: Partial<SessionRecord> = {}): SessionRecord {
  return {
    key,
    uid: `uid of ${key}`,
    version: 1,
    createdAt: 1000,
    lastAccessedAt: 1000,
    maxInactiveMs: 60_000,
    expiresAt: Date.now() + 60_000,
    attributes: new Map(),
    ...fields,
  };
}

/** A change of a session that is in use now. */
export function changeOf(key: string, set: Readonly<Record<string, string>> = {}): SessionChange {
  return {
    uid: `uid of ${key}`,
    set: new Map(Object.entries(set).map(([name, value]) => [name, Buffer.from(value)])),
    removed: new Set(),
    lastAccessedAt: Date.now(),
    inUseAt: Date.now(),
    graceMs: 0,
    endsAt: undefined,
  };
}
