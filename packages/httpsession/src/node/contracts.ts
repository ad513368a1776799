import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../common/clock.ts';
import type { SessionError } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { LiveSession } from '../engine/live-session.ts';
import type { Session } from '../engine/session.ts';
import type { SessionEngine } from '../engine/session-engine.ts';
import type { RequestedId } from '../tracking/id-tracking.ts';
import type { EXCHANGE } from './symbols.ts';

// How the parts of the binding see each other. Each of them imports this file and none of the others
// for its types, so that a request, its response, their exchange and its gate need no circle of files.

/** What we need of the connection of a request; that of a test may have none of it. */
export interface Connection {
  readonly remoteAddress?: string | undefined;
  readonly encrypted?: boolean;
  readonly destroyed?: boolean;
  once?(event: 'close', listener: () => void): unknown;
}

/**
 * What we need of a request, whoever made it: Node's http, https and http2, and frameworks that make
 * their own for tests.
 */
export interface HttpRequest {
  readonly headers: IncomingHttpHeaders;
  readonly method?: string | undefined;
  url?: string | undefined;
  /** The URL as it came in, where our parameter was cut out of it (SES-099). */
  rawUrl?: string | undefined;
  readonly socket?: Connection;
  [EXCHANGE]?: RequestExchange | undefined;
}

/** What we need of the stream of a response on http2. */
interface ResponseStream {
  readonly destroyed: boolean;
  destroy(error: Error): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** What we need of a response, whoever made it. */
export interface HttpResponse {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly destroyed?: boolean;
  readonly closed?: boolean;
  getHeader(name: string): number | string | string[] | undefined;
  getHeaderNames(): string[];
  setHeader(name: string, value: number | string | readonly string[]): unknown;
  appendHeader?(name: string, value: string | readonly string[]): unknown;
  removeHeader(name: string): void;
  writeHead(status: number, reason?: unknown, headers?: unknown): unknown;
  write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean;
  end(chunk?: unknown, encoding?: unknown, callback?: unknown): unknown;
  flushHeaders(): void;
  once(event: string, listener: () => void): unknown;
  emit(event: string, ...args: unknown[]): boolean;
  destroy?(): unknown;
  /** Null: its connection still answers a request that came before (pipelining). */
  readonly socket?: unknown;
  /** The stream of http2. */
  readonly stream?: ResponseStream;
  [EXCHANGE]?: RequestExchange | undefined;
}

/** What a response has to say about the session in its head. */
export type HeadDuty = 'nothing' | 'vary' | 'issue' | 'expire';

/** The session state of one request, as the parts around it see it; see `Exchange`. */
export interface RequestExchange {
  readonly services: Services;
  readonly request: HttpRequest;
  readonly response: HttpResponse | undefined;
  /** Holds the response until changes are saved; undefined: there is no store. */
  gate: Gate | undefined;
  /** What the request has with other managers; see `SessionManager.openDispatch`. */
  readonly guests: readonly RequestExchange[] | undefined;
  /** Whether an id was written into a URL, which must not leak through a Referer. */
  hasUrlId: boolean;
  /** Header lines of ours that the head takes as they are, each with its end; see `carryOwnFields`. */
  ownFields: string;
  /** The session of the request if it has one; reading it does not count as asking for it. */
  readonly live: LiveSession | undefined;
  /** Why the session cannot be had. */
  readonly failure: SessionError | undefined;
  getSession(create: boolean): Session | undefined;
  changeSessionId(): string;
  /** The id that the client sent. Counts as asking for the session: the answer may depend on it. */
  askForId(): RequestedId | undefined;
  isRequestedIdValid(): boolean;
  duty(status: number): HeadDuty;
  commit(): MaybePromise<void>;
  beginStreaming(): void;
  fail(error: SessionError): void;
  told(error: unknown): void;
  admit(guest: RequestExchange): void;
  handled(): void;
  answered(): void;
}

/** What `writeHead` was called with. */
export interface Head {
  readonly status: number;
  readonly reason: unknown;
  readonly headers: unknown;
}

/** What `write` or `end` was called with: Node's optional arguments, in their places. */
export interface Output {
  readonly chunk: unknown;
  readonly encoding: unknown;
  readonly callback: unknown;
}

/** What stands between a response and the client while a store is in use; see `ResponseGate`. */
export interface Gate {
  /** Whether the response has a head that cannot be changed any more, though it is not out. */
  readonly isHeadKept: boolean;
  /** Whether the response has ended, though its last byte is not out. */
  readonly isEndKept: boolean;
  writeHead(head: Head): unknown;
  write(output: Output): boolean;
  end(output: Output): unknown;
  flushHeaders(): void;
  discard(): boolean;
}

/** What all exchanges of one manager share. */
export interface Services {
  readonly engine: SessionEngine;
  /** Completes the head of a response; see `ResponseHead`. */
  readonly head: {
    complete(
      response: HttpResponse,
      exchange: RequestExchange,
      head: { status: number; headers: HeadHeaders | undefined },
    ): HeadHeaders | undefined;
    /** Adds what one exchange has to say to a head in which others have a say, too. */
    add(target: HeaderTarget, exchange: RequestExchange, status: number): void;
  };
  /** Puts ids into URLs; see `UrlEncoding`. */
  readonly urls: { encode(exchange: RequestExchange | undefined, url: string): string };
  /** The name of our cookie; undefined: no cookies. */
  readonly cookieName: string | undefined;
  readonly cookiePath: string;
  /** The route of this process, which ids carry for load balancers. */
  readonly route: string | undefined;
  /** Whether a new id can only reach the client in the head of a response. */
  readonly needsHead: boolean;
  readonly clock: Clock;
  isSecure(request: HttpRequest): boolean;
  /** Told of what a handler throws. */
  report(error: unknown): void;
}

/** What `writeHead` takes as headers: an object, or a list of names and values, flat or in pairs. */
export type HeadHeaders =
  Readonly<Record<string, number | string | readonly string[] | undefined>> | readonly unknown[];

/** Something that headers are read from and put onto: a response, or the headers of one `writeHead`. */
export interface HeaderTarget {
  /** The value under a name, which is in lower case. */
  getHeader(name: string): unknown;
  setHeader(name: string, value: string | readonly string[]): unknown;
}
