import type { Culling } from '../../src/engine/residency.ts';
import { CullingModel } from './culling-model.ts';

/** What the model has to be told of the manager. */
export interface LifecycleModelOptions {
  /** Seconds. */
  readonly interval: number;
  /** Milliseconds; Infinity: no limit. */
  readonly maxLifetimeMs: number;
  readonly sessionMax: number;
  readonly culling: Culling;
  /** Where the clock stands. */
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** A session ends by itself at the next multiple of this. */
const BUCKET_MS = 250;

/** One session, as the model sees it. */
export class ModelSession {
  id: string;
  readonly createdAt: number;
  readonly createdMs: number;
  accessedAt: number;
  idleSinceMs: number;
  interval: number;
  uses = 1;
  isOver = false;
  principal: string | null = null;
  readonly attributes = new Map<string, unknown>();

  constructor(id: string, model: LifecycleModel, interval: number) {
    this.id = id;
    this.createdAt = model.wallMs;
    this.createdMs = model.monotonicMs;
    this.accessedAt = model.wallMs;
    this.idleSinceMs = model.monotonicMs;
    this.interval = interval;
  }
}

/** What one request has of sessions, as the model sees it. */
export class ModelRequest {
  /** The first candidate, or the one that was found. */
  requestedId: string | null = null;
  opened: ModelSession | undefined;
  openedId = '';
  session: ModelSession | undefined;
  previousAt = 0;
  isRefused = false;
  /** The id that this request made, which only its answer tells. */
  newId: string | undefined;
  /** Whether this request ended the session that it opened: only its answer clears the cookie. */
  hasEnded = false;
  /** All sessions that it keeps in use. */
  readonly held: ModelSession[] = [];
}

/** All sessions of a manager without a store: a Map, and a clock. */
export class LifecycleModel {
  readonly sessions = new Set<ModelSession>();
  readonly culling: CullingModel;
  /** Ends since `takeEnds` was called, such as `timeout <id>`. */
  #ends: string[] = [];
  created = 0;
  readonly ended = { timeout: 0, invalidated: 0, culled: 0 };
  rejected = 0;
  wallMs: number;
  monotonicMs: number;
  readonly #options: LifecycleModelOptions;

  constructor(options: LifecycleModelOptions) {
    this.#options = options;
    this.wallMs = options.wallMs;
    this.monotonicMs = options.monotonicMs;
    this.culling = new CullingModel(options.sessionMax, options.culling);
  }

  takeEnds(): string[] {
    return this.#ends.splice(0);
  }

  pass(ms: number): void {
    this.wallMs += ms;
    this.monotonicMs += ms;
    for (const session of this.sessions) {
      const noticedMs = Math.ceil(this.#endMs(session) / BUCKET_MS) * BUCKET_MS;
      if (noticedMs <= this.monotonicMs) this.#end(session, 'timeout');
    }
  }

  /** A request with these ids in its cookies, already without doubles. */
  begin(ids: readonly { sent: string; isWellFormed: boolean }[]): ModelRequest {
    const request = new ModelRequest();
    request.requestedId = ids[0]?.sent ?? null;
    for (const { sent, isWellFormed } of ids) {
      const found = isWellFormed ? this.#open(sent) : undefined;
      if (found === undefined) continue;
      if (request.opened === undefined) {
        request.opened = found;
        request.requestedId = sent;
        continue;
      }
      this.#release(found);
      this.#release(request.opened);
      request.isRefused = true;
      return request;
    }
    const session = request.opened;
    if (session === undefined) return request;
    this.culling.promote(session.id);
    request.previousAt = session.accessedAt;
    session.accessedAt = this.wallMs;
    request.openedId = session.id;
    request.session = session;
    request.held.push(session);
    return request;
  }

  /** Makes room; the id of the session that comes is known only when it is there. */
  makeRoom(): boolean {
    const culled = this.culling.makeRoom();
    if (culled === 'rejected') {
      this.rejected += 1;
      return false;
    }
    this.#endCulled(culled);
    return true;
  }

  create(request: ModelRequest, id: string): ModelSession {
    const session = new ModelSession(id, this, this.#options.interval);
    this.created += 1;
    this.sessions.add(session);
    this.culling.add(id);
    request.session = session;
    request.newId = id;
    request.previousAt = session.createdAt;
    request.held.unshift(session);
    return session;
  }

  invalidate(session: ModelSession): void {
    this.#end(session, 'invalidated');
  }

  rename(session: ModelSession, newId: string): void {
    this.culling.rename(session.id, newId);
    session.id = newId;
  }

  setPrincipal(session: ModelSession, principal: string | null): void {
    session.principal = principal;
    this.culling.setName(session.id, principal);
  }

  end(request: ModelRequest): void {
    for (const session of request.held.splice(0)) this.#release(session);
  }

  #open(id: string): ModelSession | undefined {
    const session = [...this.sessions].find((one) => one.id === id);
    if (session === undefined) return undefined;
    this.culling.touch(id);
    if (this.monotonicMs >= this.#endMs(session)) {
      this.#end(session, 'timeout');
      return undefined;
    }
    this.culling.pin(id);
    session.uses += 1;
    return session;
  }

  #release(session: ModelSession): void {
    session.uses -= 1;
    if (session.isOver) return;
    if (session.uses === 0) session.idleSinceMs = this.monotonicMs;
    this.#endCulled(this.culling.release(session.id));
  }

  #endCulled(ids: readonly string[]): void {
    for (const id of ids) {
      const session = [...this.sessions].find((one) => one.id === id);
      if (session !== undefined) this.#end(session, 'culled');
    }
  }

  #end(session: ModelSession, reason: 'timeout' | 'invalidated' | 'culled'): void {
    session.isOver = true;
    this.sessions.delete(session);
    this.culling.remove(session.id);
    this.ended[reason] += 1;
    this.#ends.push(`${reason} ${session.id}`);
  }

  /** The first millisecond in which the session is over. */
  #endMs({ createdMs, idleSinceMs, interval, uses }: ModelSession): number {
    const lifeEndMs = createdMs + this.#options.maxLifetimeMs;
    if (uses > 0 || interval <= 0) return lifeEndMs;
    return Math.min(lifeEndMs, Math.floor(idleSinceMs + interval * 1000) + 1);
  }
}
