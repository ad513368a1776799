import type { Clock } from '../common/clock.ts';
import type { HttpSessionActivationListener } from '../servlet-api/listeners.ts';
import type { SessionCodec } from '../store/codec.ts';
import type { Bytes, SessionRecord } from '../store/store.ts';
import { attributesFrom, withAttribute } from './attributes.ts';
import { isActivationListener } from './listener-dispatch.ts';
import { LiveSession } from './live-session.ts';
import { StoredState, Undecoded } from './stored-state.ts';

/** What it takes to bring a record to life. */
export interface ActivationTools {
  /** The id that the session is to have. */
  readonly id: string;
  readonly clock: Clock;
  readonly codec: SessionCodec;
  /** Tells a value that it is back. */
  tell(live: LiveSession, value: HttpSessionActivationListener): void;
  report(error: unknown): void;
}

/**
 * A record becomes a session of this process. Attributes stay encoded until they are read, unless
 * some class of the codec wants to hear of its activation.
 */
export function activate(record: SessionRecord, tools: ActivationTools): LiveSession {
  const now = tools.clock.now();
  const nowMs = tools.clock.monotonic();
  const live = new LiveSession({
    id: tools.id,
    createdAt: record.createdAt,
    createdMs: nowMs - (now - record.createdAt),
    maxInactiveSeconds: record.maxInactiveMs / 1000,
  });
  live.accessedOffset = record.lastAccessedAt - record.createdAt;
  live.idleSinceMs = nowMs;
  live.state = 'joined';
  live.principal = record.principal;
  live.stored = stateOf(record);
  live.attributes = attributesFrom(record.attributes, toUndecoded);
  if (tools.codec.activates === true) tellAll(live, tools);
  return live;
}

const toUndecoded = (bytes: Bytes): Undecoded => new Undecoded(bytes);

function stateOf(record: SessionRecord): StoredState {
  const stored = new StoredState(record.key, record.uid, own(record.attributes));
  stored.isCreated = true;
  stored.version = record.version;
  stored.writtenAt = record.lastAccessedAt;
  stored.writtenAccess = record.lastAccessedAt - record.createdAt;
  return stored;
}

/** What a store gives is shared with nobody. */
function own(attributes: ReadonlyMap<string, Bytes>): Map<string, Bytes> {
  return attributes instanceof Map ? (attributes as Map<string, Bytes>) : new Map(attributes);
}

function tellAll(live: LiveSession, tools: ActivationTools): void {
  for (const [name, bytes] of live.stored?.bytes ?? []) {
    try {
      const value = tools.codec.decode(bytes);
      live.attributes = withAttribute(live.attributes, name, value);
      if (!isActivationListener(value)) continue;
      live.stored?.noteHandedOut(name);
      tools.tell(live, value);
    } catch (error) {
      // It stays encoded; whoever reads it gets the error.
      tools.report(error);
    }
  }
}
