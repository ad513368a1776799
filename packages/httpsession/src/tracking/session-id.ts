import { randomFillSync } from 'node:crypto';
import { IllegalStateException, OptionError } from '../common/errors.ts';

const MIN_ID_LENGTH = 16;
const MAX_ID_LENGTH = 128;
const MAX_ROUTE_LENGTH = 32;

/** 192 bits: 32 characters of base64url, without padding. */
const ID_BYTES = 24;
/** Ids are made by so many: asking the system costs as much for one as for a few dozen. */
const BATCH = 256;

/** What a cookie or URL carries once its signature is off: the id, and who made the session. */
export interface WireId {
  readonly id: string;
  /** A hint for load balancers. Never trusted, and never part of a key. */
  readonly route: string | undefined;
}

// An expression of V8's is faster here than a loop: an id is a slice of a header.
const ID_CHARACTERS = /^[\w-]+$/;

/** Whether a text is as long as an id of ours: 16 to 128 characters. */
export function isAsLongAsId(text: string): boolean {
  return text.length >= MIN_ID_LENGTH && text.length <= MAX_ID_LENGTH;
}

/** Whether a text could be an id of ours: 16 to 128 letters, digits, `-` and `_`. */
export function isWellFormedId(text: string): boolean {
  return isAsLongAsId(text) && ID_CHARACTERS.test(text);
}

/** Whether a text can be a route: 1 to 32 letters, digits, `-` and `_`. */
export function isWellFormedRoute(text: string): boolean {
  return text.length <= MAX_ROUTE_LENGTH && ID_CHARACTERS.test(text);
}

/** Takes `id` or `id.route` apart; `undefined` for anything else. */
export function parseWireId(text: string): WireId | undefined {
  if (isWellFormedId(text)) return { id: text, route: undefined };
  const dot = text.indexOf('.');
  if (dot < 0) return undefined;
  const id = text.slice(0, dot);
  const route = text.slice(dot + 1);
  return isWellFormedId(id) && isWellFormedRoute(route) ? { id, route } : undefined;
}

/** The opposite of `parseWireId`. */
export function formatWireId(id: string, route: string | undefined): string {
  return route === undefined ? id : `${id}.${route}`;
}

/**
 * Makes a source of ids: 24 bytes each from `fill`, by default the system's secure source, as 32
 * characters. There is no other source to fall back to.
 * @throws from the generator, whatever `fill` throws; and IllegalStateException when it repeats itself
 */
export function createIdGenerator(fill: (bytes: Buffer) => unknown = randomFillSync): () => string {
  const pool = Buffer.alloc(ID_BYTES * BATCH);
  let ready: string[] = [];

  function refill(): string[] {
    pool.fill(0);
    fill(pool);
    const ids = new Set<string>();
    // One by one, and no slices of one long text: a session would keep all of that in memory.
    for (let at = 0; at < pool.length; at += ID_BYTES) {
      ids.add(pool.toString('base64url', at, at + ID_BYTES));
    }
    // A source that was stubbed or did nothing gives itself away: two of its ids are alike.
    if (ids.size !== BATCH) throw brokenSource();
    return [...ids];
  }

  return () => {
    const id = ready.pop();
    if (id !== undefined) return id;
    ready = refill();
    return ready.pop() ?? '';
  };
}

function brokenSource(): IllegalStateException {
  return new IllegalStateException(
    'HTTPSESSION_ID_GENERATOR',
    'The random source of this system repeats itself, so no session can be made safely',
  );
}

const SAMPLES = 1000;

/**
 * Tries an id generator out: 1000 ids must be well formed and distinct.
 * @throws OptionError for `idGenerator` when they are not; and whatever the generator throws
 */
export function verifyIdGenerator(generate: () => string): void {
  if (typeof generate !== 'function') throw badGenerator(generate, 'a function that returns ids');
  const seen = new Set<string>();
  for (let i = 0; i < SAMPLES; i++) {
    const id: unknown = generate();
    if (typeof id !== 'string' || !isWellFormedId(id)) {
      throw badGenerator(generate, 'one that returns 16 to 128 letters, digits, "-" and "_"');
    }
    seen.add(id);
  }
  if (seen.size !== SAMPLES) throw badGenerator(generate, 'one that never returns an id twice');
}

function badGenerator(generate: unknown, wants: string): OptionError {
  return new OptionError('idGenerator', generate, wants);
}

/** How often an id generator of the application may give an id that is taken. */
const TRIES = 5;

/**
 * A generator of the application, watched: what passed the trial at the start may still go wrong, and
 * an id given twice would hand one user's session to another.
 * @throws IllegalStateException from the generator that this gives, instead of a bad id
 */
export function watchedIdGenerator(
  generate: () => string,
): (isTaken: (id: string) => boolean) => string {
  return (isTaken) => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const id: unknown = generate();
      if (typeof id !== 'string' || !isWellFormedId(id)) break;
      if (!isTaken(id)) return id;
    }
    throw new IllegalStateException(
      'HTTPSESSION_ID_GENERATOR',
      'The option idGenerator gave no usable id: it must give a new one of 16 to 128 letters, digits, ' +
        '"-" and "_" each time; no session was made',
    );
  };
}
