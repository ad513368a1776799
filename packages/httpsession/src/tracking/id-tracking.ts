import { IllegalArgumentException } from '../common/errors.ts';
import { findCookieValues } from './cookie-header.ts';
import type { KeyRing } from './key-ring.ts';
import { formatWireId, isAsLongAsId, isWellFormedId, parseWireId } from './session-id.ts';
import type { SessionTracker } from './tracker.ts';

/** How an id came in. */
export type IdSource = 'COOKIE' | 'URL' | 'TRACKER';

/** An id that a client sent. */
export interface RequestedId {
  /** As sent, without signature and route if it had good ones. */
  readonly sent: string;
  readonly source: IdSource;
  /**
   * What may be looked up in memory; undefined when it is malformed or badly signed. Of its length only
   * is known that it is right: nearly all are found, and `faultOf` looks at the others.
   */
  readonly id: string | undefined;
  readonly route: string | undefined;
  /** Why it may not be looked up, as far as that is known; see `faultOf`. */
  readonly fault: 'malformed' | 'signature' | undefined;
}

/** Which ways are open, checked and complete. */
export interface IdTrackingOptions {
  /** Undefined: no cookies. */
  readonly cookieName: string | undefined;
  readonly isUrlTracked: boolean;
  readonly trackers: readonly SessionTracker[];
  /** Undefined: ids travel unsigned. */
  readonly keyRing: KeyRing | undefined;
  readonly route: string | undefined;
}

/** At most this many ids of one request are looked at: each could cost a question to a store. */
const MAX_CANDIDATES = 4;
const NONE: readonly RequestedId[] = Object.freeze([]);
const NO_VALUES: readonly string[] = Object.freeze([]);

/** The header fields of a request, by their names in lower case. */
export type CarryingHeaders = Readonly<Record<string, string | readonly string[] | undefined>> & {
  readonly cookie?: string | undefined;
};

/** Why the id that a client sent cannot be one of ours; undefined when it could be. */
export function faultOf({ id, fault }: RequestedId): RequestedId['fault'] {
  return fault ?? (id === undefined || isWellFormedId(id) ? undefined : 'malformed');
}

/** Finds the ids that a request carries, and writes ids for the way back. Works on strings. */
export class IdTracking {
  readonly #options: IdTrackingOptions;

  constructor(options: IdTrackingOptions) {
    this.#options = options;
  }

  /**
   * The ids of a request, the best first: cookies, then trackers, then the URL. Variants of one id
   * that differ in their route are one.
   */
  find(headers: CarryingHeaders, pathValue: string | undefined): readonly RequestedId[] {
    const { cookieName, trackers, isUrlTracked } = this.#options;
    const cookies =
      cookieName === undefined
        ? NO_VALUES
        : findCookieValues(headers.cookie, cookieName, MAX_CANDIDATES);
    // A cookie of ours, good or bad, has the word: the client takes cookies (R20).
    const url = isUrlTracked && cookies.length === 0 ? pathValue : undefined;
    if (trackers.length === 0 && url === undefined && cookies.length < 2) {
      // Not read from when it is empty: V8 takes the long way past the end of a list.
      const cookie = cookies.length === 0 ? undefined : cookies[0];
      return cookie === undefined ? NONE : [this.#read(cookie, 'COOKIE')];
    }
    const found: RequestedId[] = [];
    for (const value of cookies) add(found, this.#read(value, 'COOKIE'));
    for (const tracker of trackers) {
      // Own fields only: a tracker may ask for a name that every object has.
      const value: unknown = tracker.find((name) =>
        Object.hasOwn(headers, name) ? textOf(headers[name]) : undefined,
      );
      if (value !== undefined && value !== null) {
        add(found, this.#read(textFrom(tracker, value), 'TRACKER'));
      }
    }
    if (url !== undefined) add(found, this.#read(url, 'URL'));
    return found;
  }

  /** What a cookie or a header carries for an id. */
  wireValueOf(id: string): string {
    const value = formatWireId(id, this.#options.route);
    return this.#options.keyRing === undefined ? value : this.#options.keyRing.sign(value);
  }

  /** What a URL carries for an id. */
  urlValueOf(id: string): string {
    const value = formatWireId(id, this.#options.route);
    return this.#options.keyRing === undefined ? value : this.#options.keyRing.signForUrl(value);
  }

  /** Without a route of our own nothing of ours has one: a suffix makes it another id, as in Tomcat. */
  #parse(text: string, source: IdSource): RequestedId {
    if (this.#options.route === undefined) {
      const id = isAsLongAsId(text) ? text : undefined;
      const fault = id === undefined ? 'malformed' : undefined;
      return { sent: text, source, id, route: undefined, fault };
    }
    const wire = parseWireId(text);
    return wire === undefined
      ? { sent: text, source, id: undefined, route: undefined, fault: 'malformed' }
      : { sent: wire.id, source, id: wire.id, route: wire.route, fault: undefined };
  }

  #read(value: string, source: IdSource): RequestedId {
    const { keyRing } = this.#options;
    if (keyRing === undefined) return this.#parse(value, source);
    const verified = source === 'URL' ? keyRing.verifyFromUrl(value) : keyRing.verify(value);
    if (verified !== undefined) return this.#parse(verified, source);
    return { sent: value, source, id: undefined, route: undefined, fault: 'signature' };
  }
}

/** Variants of one id that came the same way are one. */
function add(found: RequestedId[], candidate: RequestedId): void {
  if (found.length >= MAX_CANDIDATES) return;
  const isKnown =
    candidate.id !== undefined &&
    found.some(({ id, source }) => id === candidate.id && source === candidate.source);
  if (!isKnown) found.push(candidate);
}

/** A tracker is the application's: what it gives may be anything, such as a promise. */
function textFrom(tracker: SessionTracker, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new IllegalArgumentException(
    `The tracker ${tracker.name} found a ${typeof value}; find() must give a string at once, or undefined`,
  );
}

function textOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value.join(', ') : value;
}
