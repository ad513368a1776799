import { Readable } from 'node:stream';

import type { Cookie, HttpServletRequest, Part, Principal } from '@httpsession/servlet';
import { Enumeration, IllegalStateException } from 'httpsession';
import type { HttpSession } from 'httpsession';

import { FakeSession } from './fake-session.ts';

/** What a test says about a request; all the rest is a GET of `/app/page`, without a session. */
export interface FakeRequestOptions {
  readonly method?: string;
  readonly uri?: string;
  readonly contextPath?: string;
  readonly query?: string;
  readonly paras?: readonly (readonly [string, string])[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: readonly Uint8Array[];
  readonly cookies?: Cookie[];
  readonly parts?: Part[];
  readonly session?: FakeSession;
  readonly roles?: readonly string[];
}

/** A request, as far as controllers use one. */
export class FakeRequest {
  readonly #options: FakeRequestOptions;
  readonly attributes = new Map<string, unknown>();
  /** The session; `undefined` when there is none, so that tests see what created one. */
  session: FakeSession | undefined;
  loggedOut = false;

  constructor(options: FakeRequestOptions = {}) {
    this.#options = options;
    this.session = options.session;
  }

  getMethod(): string {
    return this.#options.method ?? 'GET';
  }

  getRequestURI(): string {
    return this.#options.uri ?? '/app/page';
  }

  getContextPath(): string {
    return this.#options.contextPath ?? '';
  }

  getQueryString(): string | null {
    return this.#options.query ?? null;
  }

  getHeader(name: string): string | null {
    return this.#options.headers?.[name] ?? null;
  }

  getContentType(): string | null {
    return this.getHeader('Content-Type');
  }

  getCharacterEncoding(): string | null {
    return this.getContentType()?.split('charset=')[1] ?? null;
  }

  getInputStream(): Readable {
    return Readable.from(this.#options.body ?? []);
  }

  getCookies(): Cookie[] | null {
    return this.#options.cookies ?? null;
  }

  getParts(): Part[] {
    return this.#options.parts ?? [];
  }

  getParameter(name: string): string | null {
    return this.getParameterValues(name)?.[0] ?? null;
  }

  getParameterValues(name: string): string[] | null {
    const values = this.#paras()
      .filter(([key]) => key === name)
      .map(([, value]) => value);
    return values.length === 0 ? null : values;
  }

  getParameterMap(): ReadonlyMap<string, readonly string[]> {
    const names = this.getParameterNames();
    return new Map([...names].map((name) => [name, this.getParameterValues(name) ?? []]));
  }

  getParameterNames(): Enumeration<string> {
    return new Enumeration(new Set(this.#paras().map(([name]) => name)));
  }

  getAttribute(name: string): unknown {
    return this.attributes.get(name) ?? null;
  }

  getAttributeNames(): Enumeration<string> {
    return new Enumeration(this.attributes.keys());
  }

  setAttribute(name: string, value: unknown): void {
    if (value === null) this.attributes.delete(name);
    else this.attributes.set(name, value);
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }

  getSession(create = true): HttpSession | null {
    if (this.session?.valid === false) this.session = undefined;
    if (this.session === undefined && create) this.session = new FakeSession();
    return this.session?.asSession() ?? null;
  }

  getRequestedSessionId(): string | null {
    return this.session?.known === true ? this.session.id : null;
  }

  changeSessionId(): string {
    if (this.session === undefined) {
      throw new IllegalStateException('HTTPSESSION_NO_SESSION', 'There is no session');
    }
    this.session.id += '-changed';
    return this.session.id;
  }

  getUserPrincipal(): Principal | null {
    return this.#options.roles === undefined ? null : { getName: () => 'ada' };
  }

  isUserInRole(role: string): boolean {
    return this.#options.roles?.includes(role) ?? false;
  }

  logout(): void {
    this.loggedOut = true;
  }

  getServletContext(): { getMimeType(name: string): string | null } {
    return { getMimeType: (name) => (name.endsWith('.txt') ? 'text/plain' : null) };
  }

  asRequest(): HttpServletRequest {
    return this as unknown as HttpServletRequest;
  }

  #paras(): readonly (readonly [string, string])[] {
    return this.#options.paras ?? [];
  }
}
