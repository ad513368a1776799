import type { Clock } from '../common/clock.ts';
import { DEFAULT_CACHE_CONTROL, privateCacheControl, varyWith } from '../tracking/caching.ts';
import type { IdTracking } from '../tracking/id-tracking.ts';
import { pathOfLine, type SetCookieWriter } from '../tracking/set-cookie.ts';
import type { SessionTracker } from '../tracking/tracker.ts';
import { warnOfSharedCaching } from './caching-warning.ts';
import type {
  HeadDuty,
  HeaderTarget,
  HeadHeaders,
  HttpResponse,
  RequestExchange,
} from './contracts.ts';
import { HeaderList, lacks } from './header-list.ts';
import { applyHeaders } from './head.ts';
import { carriesOwnFields } from './own-fields.ts';

/** What tells our cookie from all others, and who writes it. */
interface OurCookie {
  readonly name: string;
  readonly path: string;
  readonly writer: SetCookieWriter;
}

/** How sessions show in the head of a response. */
export interface ResponseHeadOptions {
  readonly clock: Clock;
  readonly tracking: IdTracking;
  /** Undefined: no cookies. */
  readonly cookie: OurCookie | undefined;
  readonly trackers: readonly SessionTracker[];
}

/** The fields that each duty writes, in lower case. */
const VARY = ['vary'];
const ISSUE = ['vary', 'set-cookie', 'cache-control'];
const PRIVACY_LINE = lineOf('Cache-Control', DEFAULT_CACHE_CONTROL);

/** Writes into the head of a response what its session has to say: once, showing the final state. */
export class ResponseHead {
  readonly #options: ResponseHeadOptions;
  readonly #vary: readonly string[];
  /** The same as it stands in a head. */
  readonly #varyLine: string;

  constructor(options: ResponseHeadOptions) {
    this.#options = options;
    this.#vary = [
      ...(options.cookie === undefined ? [] : ['Cookie']),
      ...options.trackers.map(({ vary }) => vary),
    ];
    // The options know what a tracker varies by for the name of a field.
    this.#varyLine = this.#vary.length === 0 ? '' : lineOf('Vary', this.#vary.join(', '));
  }

  /**
   * Completes the head that is about to be written. Gives the headers to pass to `writeHead`: what the
   * application passed, with ours; undefined when all of them were put onto the response.
   */
  complete(
    response: HttpResponse,
    exchange: RequestExchange,
    { status, headers }: { status: number; headers: HeadHeaders | undefined },
  ): HeadHeaders | undefined {
    // Of a head that Node refused: the one that comes in its place may have other fields.
    exchange.ownFields = '';
    if (exchange.guests !== undefined)
      return completeTogether(response, exchange, { status, headers });
    const duty = exchange.duty(status);
    if (duty === 'nothing' && !exchange.hasUrlId) return headers;
    if (response.getHeaderNames().length === 0) {
      if (this.#tellsQuickly(response, exchange, { duty, headers })) return headers;
      const list = new HeaderList(headers);
      this.#write(list, exchange, duty);
      return list.items;
    }
    if (headers !== undefined) applyHeaders(response, headers);
    this.#write(response, exchange, duty);
    return undefined;
  }

  /** Adds what one exchange has to say to a head in which others have a say, too. */
  add(target: HeaderTarget, exchange: RequestExchange, status: number): void {
    const duty = exchange.duty(status);
    if (duty !== 'nothing' || exchange.hasUrlId) this.#write(target, exchange, duty);
  }

  /**
   * Nearly all responses: nobody else has a say in our fields, so their text only goes beside the others.
   * False when the headers have to be looked through.
   */
  #tellsQuickly(
    response: HttpResponse,
    exchange: RequestExchange,
    { duty, headers }: { duty: HeadDuty; headers: HeadHeaders | undefined },
  ): boolean {
    if (exchange.hasUrlId || !carriesOwnFields(response)) return false;
    if (headers !== undefined && !lacks(headers, duty === 'vary' ? VARY : ISSUE)) return false;
    const lines = this.#linesOf(exchange, duty);
    if (lines === undefined) return false;
    exchange.ownFields = lines;
    return true;
  }

  #linesOf(exchange: RequestExchange, duty: HeadDuty): string | undefined {
    const vary = this.#varyLine;
    if (duty === 'vary') return vary;
    const { cookie, trackers, tracking } = this.#options;
    const { live } = exchange;
    if (duty !== 'issue' || live === undefined || cookie === undefined || trackers.length > 0) {
      return undefined;
    }
    const line = this.#lineOf(cookie, exchange, tracking.wireValueOf(live.id));
    return vary + lineOf('Set-Cookie', line) + PRIVACY_LINE;
  }

  #write(target: HeaderTarget, exchange: RequestExchange, duty: HeadDuty): void {
    for (const field of this.#vary) addVary(target, field);
    if (exchange.hasUrlId) keepUrlPrivate(target, exchange);
    const { live } = exchange;
    if (duty === 'issue' && live !== undefined) this.#issue(target, exchange, live.id);
    if (duty === 'expire') this.#expire(target, exchange);
  }

  #issue(target: HeaderTarget, exchange: RequestExchange, id: string): void {
    const { cookie, trackers, tracking } = this.#options;
    if (cookie === undefined && trackers.length === 0) return;
    const value = tracking.wireValueOf(id);
    if (cookie !== undefined) {
      setOurCookie(target, cookie, this.#lineOf(cookie, exchange, value));
    }
    for (const tracker of trackers) {
      for (const [name, text] of tracker.issue(value)) target.setHeader(name, text);
    }
    keepPrivate(target, exchange);
  }

  #lineOf({ writer }: OurCookie, exchange: RequestExchange, value: string): string {
    const isSecure = exchange.services.isSecure(exchange.request);
    return writer.issue(value, isSecure, writer.isDated ? this.#options.clock.now() : 0);
  }

  #expire(target: HeaderTarget, exchange: RequestExchange): void {
    const { cookie, trackers } = this.#options;
    const isSecure = exchange.services.isSecure(exchange.request);
    if (cookie !== undefined) setOurCookie(target, cookie, cookie.writer.expire(isSecure));
    for (const tracker of trackers) {
      for (const [name, text] of tracker.expire()) target.setHeader(name, text);
    }
    keepPrivate(target, exchange);
  }
}

/** A head in which several managers have a say; whose request it is comes last, and so has the last word. */
function completeTogether(
  response: HttpResponse,
  exchange: RequestExchange,
  { status, headers }: { status: number; headers: HeadHeaders | undefined },
): HeadHeaders | undefined {
  const list = response.getHeaderNames().length === 0 ? new HeaderList(headers) : undefined;
  if (list === undefined && headers !== undefined) applyHeaders(response, headers);
  for (const each of [...(exchange.guests ?? []), exchange]) {
    each.services.head.add(list ?? response, each, status);
  }
  return list?.items;
}

/**
 * Exactly one cookie of ours, whatever was set before. The cookies of the application stay, and those of
 * our name for another path, which are of another application.
 */
function setOurCookie(
  target: HeaderTarget,
  { name, path }: Pick<OurCookie, 'name' | 'path'>,
  line: string,
): void {
  const present = target.getHeader('set-cookie');
  if (present === undefined) {
    target.setHeader('Set-Cookie', line);
    return;
  }
  const start = `${name}=`;
  const isOurs = (other: string): boolean =>
    other.startsWith(start) && (pathOfLine(other) ?? path) === path;
  target.setHeader('Set-Cookie', [...textsOf(present).filter((other) => !isOurs(other)), line]);
}

function addVary(target: HeaderTarget, field: string): void {
  const current = target.getHeader('vary');
  if (current === undefined) {
    target.setHeader('Vary', field);
    return;
  }
  const text = textsOf(current).join(', ');
  const wanted = varyWith(text, field);
  if (wanted !== text) target.setHeader('Vary', wanted);
}

/** A cache between must not hand this user's cookie to the next (S-23). */
function keepPrivate(target: HeaderTarget, exchange: RequestExchange): void {
  const present = target.getHeader('cache-control');
  const current = present === undefined ? undefined : textsOf(present).join(', ');
  const wanted = privateCacheControl(current);
  if (wanted === undefined) return;
  target.setHeader('Cache-Control', wanted);
  if (current !== undefined) warnOfSharedCaching(exchange, current);
}

/** A page with ids in its links is for its user alone, and its address must not travel on (S-19). */
function keepUrlPrivate(target: HeaderTarget, exchange: RequestExchange): void {
  keepPrivate(target, exchange);
  if (target.getHeader('referrer-policy') === undefined) {
    target.setHeader('Referrer-Policy', 'same-origin');
  }
}

/** Only for what was checked before: nobody looks at it again. */
function lineOf(name: string, value: string): string {
  return `${name}: ${value}\r\n`;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
