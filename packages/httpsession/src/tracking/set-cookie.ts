import { IllegalArgumentException } from '../common/errors.ts';
import { httpDate } from '../common/http-date.ts';
import { isToken } from '../common/http-text.ts';
import { checkCookieValue, isAttributeText } from './cookie-text.ts';

/** All that is the same in every `Set-Cookie` of ours. */
export interface CookieAttributes {
  readonly name: string;
  readonly path: string;
  /** `undefined`: only the host that sets the cookie. */
  readonly domain: string | undefined;
  readonly httpOnly: boolean;
  /** `undefined`: the attribute is left out. */
  readonly sameSite: 'Lax' | 'Strict' | 'None' | undefined;
  /** Seconds; negative: no lifetime, the browser decides; zero: the browser drops it at once. */
  readonly maxAge: number;
  readonly partitioned: boolean;
  /** Further attributes; an empty value is written as a bare name. */
  readonly extra: readonly (readonly [name: string, value: string])[];
}

const PAST = httpDate(0);

/** Writes the header lines of one cookie. All but the value and the date is made up beforehand. */
export class SetCookieWriter {
  readonly #start: string;
  readonly #maxAgeMs: number;
  readonly #lifetime: string;
  readonly #plainEnd: string;
  readonly #secureEnd: string;
  readonly #plainExpiry: string;
  readonly #secureExpiry: string;
  // Dates have seconds, so one text serves all cookies of a second.
  #second = -1;
  #expires = '';

  /** @throws IllegalArgumentException when a piece could not stand in a header line */
  constructor(attributes: CookieAttributes) {
    checkPieces(attributes);
    const plain = endOf(attributes);
    const secure = `${plain}; Secure`;
    this.#start = `${attributes.name}=`;
    this.#maxAgeMs = attributes.maxAge * 1000;
    this.#lifetime = lifetimeOf(attributes.maxAge);
    this.#plainEnd = plain;
    this.#secureEnd = secure;
    const gone = `${this.#start}; Max-Age=0; Expires=${PAST}`;
    this.#plainExpiry = gone + plain;
    this.#secureExpiry = gone + secure;
  }

  /** Whether a line that gives an id has a date in it. Most have none, and asking for the time costs. */
  get isDated(): boolean {
    return this.#maxAgeMs > 0;
  }

  /**
   * The line that gives the client its id. `nowMs` is epoch time and counts for a lifetime only.
   * @throws IllegalArgumentException when the value could not stand in a header line
   */
  issue(value: string, secure: boolean, nowMs: number): string {
    const end = secure ? this.#secureEnd : this.#plainEnd;
    const start = this.#start + checkCookieValue(value) + this.#lifetime;
    return this.isDated ? start + this.#expiresAfter(nowMs) + end : start + end;
  }

  /** The line that takes the cookie away: only a browser that finds the same attributes does it. */
  expire(secure: boolean): string {
    return secure ? this.#secureExpiry : this.#plainExpiry;
  }

  #expiresAfter(nowMs: number): string {
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#expires = httpDate(second * 1000 + this.#maxAgeMs);
    }
    return this.#expires;
  }
}

/** SES-132 and SES-133: a negative age says nothing, zero says the past, others say it twice. */
function lifetimeOf(maxAge: number): string {
  if (maxAge < 0) return '';
  return maxAge === 0 ? `; Expires=${PAST}` : `; Max-Age=${maxAge}; Expires=`;
}

function endOf(attributes: CookieAttributes): string {
  const { path, domain, httpOnly, sameSite, partitioned, extra } = attributes;
  return [
    ['Path', path],
    ...(domain === undefined ? [] : [['Domain', domain]]),
    ...(httpOnly ? [['HttpOnly', '']] : []),
    ...(sameSite === undefined ? [] : [['SameSite', sameSite]]),
    ...(partitioned ? [['Partitioned', '']] : []),
    ...extra,
  ]
    .map(([name, value]) => (value === '' ? `; ${name}` : `; ${name}=${value}`))
    .join('');
}

function checkPieces({ name, path, domain, extra }: CookieAttributes): void {
  const names = [name, ...extra.map(([attribute]) => attribute)];
  const values = [path, domain ?? '', ...extra.map(([, value]) => value)];
  if (names.every(isToken) && values.every(isAttributeText)) return;
  throw new IllegalArgumentException(
    'A name or attribute of the session cookie has characters that a cookie cannot carry',
    { code: 'HTTPSESSION_BAD_COOKIE' },
  );
}

/** The path that a header line says; undefined: none, and the browser takes that of the request. */
export function pathOfLine(line: string): string | undefined {
  const [, ...attributes] = line.split(';').map((part) => part.trim());
  // Of several the last one counts (RFC 6265, 5.3).
  return attributes.findLast((attribute) => /^path=\//i.test(attribute))?.slice('path='.length);
}
