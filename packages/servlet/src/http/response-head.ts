import { IllegalArgumentException, NumberFormatException, type SessionResponse } from 'httpsession';
import type { Cookie } from '../api/index.ts';
import { checkHeaderName, checkHeaderValue } from './header-text.ts';
import { formatCookie } from './response-cookies.ts';
import { ResponseContentType } from './response-content-type.ts';
import { ResponseFields } from './response-fields.ts';

/** HTTP dates have four digits for the year. */
const LAST_MS = 253_402_300_799_000;

/**
 * Status and header fields of a response. Type and length of the body are kept here, as they change with what
 * is written.
 */
export abstract class ResponseHead {
  /** Node's response, for the container: nobody else sees what is set there. */
  readonly raw: SessionResponse;
  protected readonly fields: ResponseFields;
  protected readonly contentType: ResponseContentType = new ResponseContentType();
  /** Bytes that the body will have; -1: not announced. */
  protected contentLength = -1;
  #isAscii = true;

  constructor(node: SessionResponse) {
    this.raw = node;
    this.fields = new ResponseFields(node);
  }

  /** Node's response, for everybody: header fields are on it from now on, unless they have been sent. */
  get node(): SessionResponse {
    this.fields.moveToNode();
    return this.raw;
  }

  /** Whether changes come too late. They are ignored then, as in Tomcat. */
  abstract isCommitted(): boolean;

  /** False: some field has bytes outside of ASCII. */
  get isHeadAscii(): boolean {
    return this.#isAscii;
  }

  /** @throws IllegalArgumentException for what is no final status: from 200 to 999 */
  setStatus(status: number): void {
    checkStatus(status);
    if (!this.isCommitted()) this.raw.statusCode = status;
  }

  getStatus(): number {
    return this.raw.statusCode;
  }

  /** @throws IllegalArgumentException for what no header line can carry */
  setHeader(name: string, value: string | null): void {
    if (!name || this.isCommitted()) return;
    if (value === null) {
      this.#remove(name);
    } else if (!this.#setSpecial(name, value)) {
      this.#check(name, value);
      this.fields.set(name, value);
    }
  }

  /** @throws IllegalArgumentException for what no header line can carry */
  addHeader(name: string, value: string | null): void {
    if (!name || value === null || this.isCommitted() || this.#setSpecial(name, value)) return;
    this.#check(name, value);
    this.fields.add(name, value);
  }

  setIntHeader(name: string, value: number): void {
    this.setHeader(name, String(Math.trunc(value)));
  }

  addIntHeader(name: string, value: number): void {
    this.addHeader(name, String(Math.trunc(value)));
  }

  setDateHeader(name: string, date: number): void {
    this.setHeader(name, httpDate(date));
  }

  addDateHeader(name: string, date: number): void {
    this.addHeader(name, httpDate(date));
  }

  /** @throws IllegalArgumentException for a cookie that no header line can carry */
  addCookie(cookie: Cookie): void {
    if (this.isCommitted()) return;
    this.addHeader('Set-Cookie', formatCookie(cookie, Date.now()));
  }

  containsHeader(name: string): boolean {
    return this.getHeader(name) !== null;
  }

  getHeader(name: string): string | null {
    return this.getHeaders(name)[0] ?? null;
  }

  getHeaders(name: string): string[] {
    if (!name) return [];
    const special = specialName(name);
    if (special === 'content-type') return listOf(this.contentType.field);
    if (special === 'content-length') return listOf(lengthText(this.contentLength));
    return this.fields.get(name);
  }

  getHeaderNames(): string[] {
    const names = this.fields.names();
    if (this.contentType.field !== null) names.push('Content-Type');
    if (this.contentLength >= 0) names.push('Content-Length');
    return names;
  }

  setContentLength(length: number): void {
    if (!this.isCommitted()) this.contentLength = Number.isSafeInteger(length) ? length : -1;
  }

  setContentLengthLong(length: number): void {
    this.setContentLength(length);
  }

  getContentType(): string | null {
    return this.contentType.field;
  }

  /** @throws IllegalArgumentException for what no header line can carry */
  setContentType(type: string | null): void {
    if (this.isCommitted()) return;
    if (type !== null) this.#check('Content-Type', type);
    this.contentType.setType(type);
  }

  /** @throws IllegalArgumentException for what cannot be the name of a charset */
  setCharacterEncoding(encoding: string | null): void {
    if (!this.isCommitted()) this.contentType.setCharset(encoding);
  }

  /** @throws IllegalArgumentException for what is no tag of a language */
  setLocale(locale: string | null): void {
    if (this.isCommitted()) return;
    const tag = locale === null ? null : canonicalLocale(locale);
    this.contentType.setLocale(tag);
    this.setHeader('Content-Language', tag);
  }

  /** Removes all that was set, and makes the status 200 again. */
  protected clearHead(): void {
    this.fields.clear();
    this.raw.statusCode = 200;
    this.contentType.reset();
    this.contentLength = -1;
  }

  #check(name: string, value: string): void {
    checkHeaderName(name);
    if (!checkHeaderValue(name, value)) this.#isAscii = false;
  }

  /** Gives whether the field is one that is kept here. */
  #setSpecial(name: string, value: string): boolean {
    const special = specialName(name);
    if (special === 'content-type') this.setContentType(value);
    if (special === 'content-length') this.setContentLength(parseLength(value));
    return special !== undefined;
  }

  #remove(name: string): void {
    const special = specialName(name);
    if (special === 'content-type') this.setContentType(null);
    else if (special === 'content-length') this.contentLength = -1;
    else this.fields.remove(name);
  }
}

/** @throws IllegalArgumentException for what is no final status */
export function checkStatus(status: number): void {
  if (Number.isInteger(status) && status >= 200 && status <= 999) return;
  throw new IllegalArgumentException('The status of a response is a whole number from 200 to 999');
}

const LONGEST_SPECIAL = 'content-length'.length;

function specialName(name: string): 'content-type' | 'content-length' | undefined {
  const first = name.charCodeAt(0) | 0x20;
  if (first !== 0x63 || name.length > LONGEST_SPECIAL) return undefined;
  const key = name.toLowerCase();
  return key === 'content-type' || key === 'content-length' ? key : undefined;
}

function parseLength(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) throw noLength();
  }
  const length = Number(text);
  if (text === '' || !Number.isSafeInteger(length)) throw noLength();
  return length;
}

function noLength(): NumberFormatException {
  return new NumberFormatException('The Content-Length of a response is a whole number of bytes');
}

function lengthText(length: number): string | null {
  return length < 0 ? null : String(length);
}

function listOf(value: string | null): string[] {
  return value === null ? [] : [value];
}

function httpDate(ms: number): string {
  return new Date(Math.min(Math.max(ms, 0), LAST_MS)).toUTCString();
}

function canonicalLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? locale;
  } catch (cause) {
    throw new IllegalArgumentException('A locale is the tag of a language, such as de-CH', {
      cause,
    });
  }
}
