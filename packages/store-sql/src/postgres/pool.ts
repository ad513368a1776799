/** What we ask of a client of `pg`. */
export interface PostgresClient {
  query(statement: PostgresQuery): Promise<{ rows: unknown[] }>;
  /** Gives it back; with an error or true its connection is ended, and the pool makes another. */
  release(error?: Error | boolean): void;
  /** See `listen`. */
  on(event: string, listener: never): unknown;
}

/** A statement as `pg` takes it. */
export interface PostgresQuery {
  text: string;
  rowMode: 'array';
  name?: string;
  values?: unknown[];
  /** Milliseconds. */
  query_timeout?: number;
}

/** What we ask of a `Pool` of `pg`, or of anything like it. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  /** See `listen`. */
  on(event: string, listener: never): unknown;
}

/** The message when a pool has no connection in time. Not of `pg`, which waits without end unless it is told not to. */
export const NO_CONNECTION = 'timeout exceeded when waiting for a connection of the pool';

/** What a client tells of. */
interface Listeners {
  readonly error: (error: Error) => void;
  readonly end: () => void;
  readonly notification: (message: { payload?: string }) => void;
  /** Of a pool: the client is about to be given out. */
  readonly acquire: (client: PostgresClient) => void;
}

/** `pg` declares its events so that no type of ours with a listener in it fits: here they have theirs. */
export function listen<E extends keyof Listeners>(
  emitter: Pick<PostgresClient, 'on'>,
  event: E,
  listener: Listeners[E],
): void {
  emitter.on(event, listener as never);
}

const safe = new WeakSet<object>();

/**
 * Keeps an 'error' event that nobody listens for from ending the process. Both a pool, for its idle clients, and a
 * client that is checked out emit one when a connection breaks; what was asked of it is rejected as well, so
 * that there is nothing more to do. Once for each object, for good.
 */
export function outliveErrors<T extends PostgresPool | PostgresClient>(emitter: T): T {
  if (!safe.has(emitter)) {
    safe.add(emitter);
    listen(emitter, 'error', ignore);
  }
  return emitter;
}

/**
 * The same for all clients of a pool from the moment they are given out: the end of a connection may come with the
 * very bytes that made it ready, and then `connect()` has not answered yet.
 */
export function outlivePoolErrors(pool: PostgresPool): PostgresPool {
  if (!safe.has(pool)) listen(pool, 'acquire', outliveErrors);
  return outliveErrors(pool);
}

function ignore(): void {
  // Said above.
}
