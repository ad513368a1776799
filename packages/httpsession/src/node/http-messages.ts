import type { IncomingHttpHeaders } from 'node:http';
import type { Exchange } from './exchange.ts';
import type { EXCHANGE } from './symbols.ts';

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
  readonly socket?: { readonly remoteAddress?: string | undefined; readonly encrypted?: boolean };
  [EXCHANGE]?: Exchange | undefined;
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
  emit(event: string): boolean;
  destroy?(): unknown;
  readonly stream?: { destroy(): unknown };
  [EXCHANGE]?: Exchange | undefined;
}

/** One header field as one string. `headers` joins what may be joined; the rest comes as a list. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Cuts an answer short: the client must not take what it has for the whole. */
export function abort(response: HttpResponse): void {
  if (response.destroy === undefined) response.stream?.destroy();
  else response.destroy();
}
