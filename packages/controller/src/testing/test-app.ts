import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

import { http1Classes } from 'httpsession';
import { handlerOf, type WebApplication } from '@httpsession/servlet';

import type { AppConfig } from '../core/app-config.ts';
import { type ApplicationOptions, webApplication } from '../core/create-server.ts';
import { CookieJar } from './cookie-jar.ts';
import { sendThroughMemory } from './memory-connection.ts';
import { SessionProbe, type TestSession } from './session-probe.ts';
import { readBody, TestResponse } from './test-response.ts';

/** What surrounds the controllers in a test; see `createServer`. */
export type TestAppOptions = ApplicationOptions;

/** What a request of a test has beside method and path. */
export interface TestRequest {
  /** Header fields, beside those that the other properties make. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Cookies for this request, beside those that the application has set. */
  readonly cookies?: Readonly<Record<string, string>>;
  /** Attributes for the session, which is made when there is none, before any filter or action. */
  readonly session?: Readonly<Record<string, unknown>>;
  /** The body as a form. */
  readonly form?: Readonly<Record<string, string | readonly string[]>>;
  /** The body as JSON. */
  readonly json?: unknown;
  /** The body as it is. */
  readonly body?: string | Uint8Array;
  /** Whether the connection counts as encrypted; default `false`. */
  readonly secure?: boolean;
}

/**
 * An application for tests, without a socket: requests go through memory. It keeps the cookies that
 * it is given, as a browser does.
 */
export function testApp(config: AppConfig, options: TestAppOptions = {}): TestApp {
  return new TestApp(config, options);
}

/** See {@link testApp}. */
export class TestApp {
  /** The cookies of the client: what the application has set, and what a test adds. */
  readonly cookies: CookieJar = new CookieJar();
  readonly #probe: SessionProbe = new SessionProbe();
  readonly #app: WebApplication;
  readonly #server: Server;
  #attributes: Readonly<Record<string, unknown>> = {};
  #session: TestSession | null = null;

  /** See `testApp`. */
  constructor(config: AppConfig, options: TestAppOptions) {
    const probe = { filter: this.#probe, urlPatterns: ['/*'], asyncSupported: true };
    const filters = { 'httpsession.testing': probe, ...options.filters };
    this.#app = webApplication(config, { ...options, filters });
    this.#server = createServer({ ...http1Classes }, handlerOf(this.#app));
  }

  /** Attributes for the session of the next request, which is made when there is none. */
  withSession(attributes: Readonly<Record<string, unknown>>): this {
    this.#attributes = attributes;
    return this;
  }

  /** What the session held after the last request; `null` when there was none, or it has ended. */
  session(): TestSession | null {
    return this.#session;
  }

  /** Sends a GET, and waits for the whole answer. */
  async get(path: string, more: TestRequest = {}): Promise<TestResponse> {
    return this.request('GET', path, more);
  }

  /** Sends a POST, and waits for the whole answer. */
  async post(path: string, more: TestRequest = {}): Promise<TestResponse> {
    return this.request('POST', path, more);
  }

  /** Sends a request and reads its answer. Redirects are not followed. */
  async request(method: string, path: string, more: TestRequest = {}): Promise<TestResponse> {
    const before = { ...this.#attributes, ...more.session };
    this.#attributes = {};
    const { headers, body } = this.#prepare(more);
    let connection: Duplex | undefined;
    const opened = (serverEnd: Duplex): void => {
      connection = serverEnd;
      this.#probe.watch(serverEnd, before);
    };
    const secure = more.secure ?? false;
    const message = await sendThroughMemory(this.#server, {
      method,
      path,
      headers,
      body,
      secure,
      opened,
    });
    const content = await readBody(message);
    for (const field of message.headers['set-cookie'] ?? []) this.cookies.take(field);
    this.#session = connection === undefined ? null : this.#probe.after(connection);
    return new TestResponse(message, content, this.#session);
  }

  /** Stops the application: `onStop`, plug-ins, sessions. */
  async close(): Promise<void> {
    await this.#app.stop();
    this.#server.closeAllConnections();
  }

  #prepare(more: TestRequest): { headers: Record<string, string>; body: TestRequest['body'] } {
    const { type, body } = bodyOf(more);
    const headers: Record<string, string> = { Host: 'localhost', Connection: 'close' };
    const cookie = this.cookies.field(more.cookies ?? {});
    if (cookie !== undefined) headers['Cookie'] = cookie;
    if (type !== undefined) headers['Content-Type'] = type;
    if (body !== undefined) headers['Content-Length'] = String(Buffer.byteLength(body));
    return { headers: { ...headers, ...more.headers }, body };
  }
}

function bodyOf(more: TestRequest): { type: string | undefined; body: TestRequest['body'] } {
  if (more.form !== undefined) {
    const form = new URLSearchParams();
    for (const [name, values] of Object.entries(more.form)) {
      for (const value of typeof values === 'string' ? [values] : values) form.append(name, value);
    }
    return { type: 'application/x-www-form-urlencoded', body: form.toString() };
  }
  if (more.json !== undefined) return { type: 'application/json', body: JSON.stringify(more.json) };
  return { type: undefined, body: more.body };
}
