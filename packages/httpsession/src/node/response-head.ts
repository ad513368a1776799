import type { Clock } from '../common/clock.ts';
import { privateCacheControl, varyWith } from '../tracking/caching.ts';
import type { IdTracking } from '../tracking/id-tracking.ts';
import type { SetCookieWriter } from '../tracking/set-cookie.ts';
import type { SessionTracker } from '../tracking/tracker.ts';
import type { Exchange } from './exchange.ts';
import { applyHeaders, type HeadHeaders } from './head.ts';
import type { HttpResponse } from './http-messages.ts';

/** How sessions show in the head of a response. */
export interface ResponseHeadOptions {
  readonly clock: Clock;
  readonly tracking: IdTracking;
  /** Undefined: no cookies. */
  readonly cookie: { readonly name: string; readonly writer: SetCookieWriter } | undefined;
  readonly trackers: readonly SessionTracker[];
}

/** Writes into the head of a response what its session has to say: once, showing the final state. */
export class ResponseHead {
  readonly #options: ResponseHeadOptions;
  readonly #vary: readonly string[];

  constructor(options: ResponseHeadOptions) {
    this.#options = options;
    this.#vary = [
      ...(options.cookie === undefined ? [] : ['Cookie']),
      ...options.trackers.map(({ vary }) => vary),
    ];
  }

  /**
   * Completes the head that is about to be written. True when `headers`, what the application passed
   * to `writeHead`, were put onto the response, so that they must not be passed again.
   */
  complete(
    response: HttpResponse,
    exchange: Exchange,
    { status, headers }: { status: number; headers: HeadHeaders | undefined },
  ): boolean {
    const duty = exchange.duty(status);
    if (duty === 'nothing' && !exchange.hasUrlId) return false;
    if (headers !== undefined) applyHeaders(response, headers);
    for (const field of this.#vary) addVary(response, field);
    if (exchange.hasUrlId) keepUrlPrivate(response);
    const { live } = exchange;
    if (duty === 'issue' && live !== undefined) this.#issue(response, exchange, live.id);
    if (duty === 'expire') this.#expire(response, exchange);
    return true;
  }

  #issue(response: HttpResponse, exchange: Exchange, id: string): void {
    const { cookie, trackers, tracking, clock } = this.#options;
    if (cookie === undefined && trackers.length === 0) return;
    const value = tracking.wireValueOf(id);
    if (cookie !== undefined) {
      const isSecure = exchange.services.isSecure(exchange.request);
      setOurCookie(response, cookie.name, cookie.writer.issue(value, isSecure, clock.now()));
    }
    for (const tracker of trackers) {
      for (const [name, text] of tracker.issue(value)) response.setHeader(name, text);
    }
    keepPrivate(response);
  }

  #expire(response: HttpResponse, exchange: Exchange): void {
    const { cookie, trackers } = this.#options;
    const isSecure = exchange.services.isSecure(exchange.request);
    if (cookie !== undefined) {
      setOurCookie(response, cookie.name, cookie.writer.expire(isSecure));
    }
    for (const tracker of trackers) {
      for (const [name, text] of tracker.expire()) response.setHeader(name, text);
    }
    keepPrivate(response);
  }
}

/** Exactly one cookie of ours, whatever was set before; the cookies of the application stay. */
function setOurCookie(response: HttpResponse, name: string, line: string): void {
  const present = response.getHeader('set-cookie');
  if (present === undefined) {
    response.setHeader('Set-Cookie', line);
    return;
  }
  const start = `${name}=`;
  const lines = Array.isArray(present) ? present : [String(present)];
  response.setHeader('Set-Cookie', [...lines.filter((other) => !other.startsWith(start)), line]);
}

function addVary(response: HttpResponse, field: string): void {
  const current = response.getHeader('vary');
  if (current === undefined) {
    response.setHeader('Vary', field);
    return;
  }
  const text = Array.isArray(current) ? current.join(', ') : String(current);
  const wanted = varyWith(text, field);
  if (wanted !== text) response.setHeader('Vary', wanted);
}

/** A cache between must not hand this user's cookie to the next (S-23). */
function keepPrivate(response: HttpResponse): void {
  const current = response.getHeader('cache-control');
  const text = Array.isArray(current) ? current.join(', ') : current;
  const wanted = privateCacheControl(text === undefined ? undefined : String(text));
  if (wanted !== undefined) response.setHeader('Cache-Control', wanted);
}

/** A page with ids in its links is for its user alone, and its address must not travel on (S-19). */
function keepUrlPrivate(response: HttpResponse): void {
  keepPrivate(response);
  if (response.getHeader('referrer-policy') === undefined) {
    response.setHeader('Referrer-Policy', 'same-origin');
  }
}
