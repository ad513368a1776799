import { headersOf } from './head.ts';
import type { Gate, HttpResponse, RequestExchange } from './contracts.ts';
import { isStatus, toStatus } from './output-checks.ts';
import { EXCHANGE } from './symbols.ts';

/** The session methods of Java's `HttpServletResponse`. */
export interface SessionResponseMethods {
  /** The URL with the session's id in it, where the client needs that to come back (SES-100). */
  encodeURL(url: string): string;
  /** As `encodeURL`, for a URL that is sent in a redirect. */
  encodeRedirectURL(url: string): string;
  /** @deprecated since Servlet 2.1, use `encodeURL` */
  encodeUrl(url: string): string;
  /** @deprecated since Servlet 2.1, use `encodeRedirectURL` */
  encodeRedirectUrl(url: string): string;
}

/** The methods by which a response becomes visible to the client. */
export type OutputMethods = Pick<HttpResponse, 'writeHead' | 'write' | 'end' | 'flushHeaders'>;

function encode(this: HttpResponse, url: string): string {
  const exchange = this[EXCHANGE];
  return exchange === undefined ? url : exchange.services.urls.encode(exchange, url);
}

/** `encodeURL` and its relatives: no difference between them is wanted here. */
export const responseMethods: SessionResponseMethods & ThisType<HttpResponse> = {
  encodeURL: encode,
  encodeRedirectURL: encode,
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- defined here for ports of old code
  encodeUrl: encode,
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- as above
  encodeRedirectUrl: encode,
};

/**
 * The output methods of a response that has a session, in front of the ones that it has: Node calls
 * `writeHead` for every form of head, also the implied one, so here is the one place where the head
 * is completed. With a store the gate decides when anything gets out at all.
 */
export function outputMethods(
  base: OutputMethods,
): OutputMethods & { writeHeader: OutputMethods['writeHead'] } {
  const methods: OutputMethods & ThisType<HttpResponse> = {
    writeHead(status, reason, headers) {
      const exchange = this[EXCHANGE];
      if (exchange === undefined) return base.writeHead.call(this, status, reason, headers);
      const gate = gateOf(exchange);
      if (gate !== undefined) return gate.writeHead({ status, reason, headers });
      return writeHeadNow(this, base, { status, reason, headers });
    },
    write(chunk, encoding, callback) {
      const gate = gateOf(this[EXCHANGE]);
      return gate === undefined
        ? base.write.call(this, chunk, encoding, callback)
        : gate.write({ chunk, encoding, callback });
    },
    end(chunk, encoding, callback) {
      const exchange = this[EXCHANGE];
      if (exchange === undefined) return base.end.call(this, chunk, encoding, callback);
      const gate = gateOf(exchange);
      if (gate !== undefined) return gate.end({ chunk, encoding, callback });
      const result = base.end.call(this, chunk, encoding, callback);
      exchange.answered();
      return result;
    },
    flushHeaders() {
      const gate = gateOf(this[EXCHANGE]);
      if (gate === undefined) base.flushHeaders.call(this);
      else gate.flushHeaders();
    },
  };
  // The name that Node had for it first, and still has.
  return Object.assign(methods, { writeHeader: methods.writeHead });
}

/**
 * The gate that a response has to pass. While its request has no session it has nothing to wait for, and
 * when its head is out it can get none, unless that needs no head.
 */
function gateOf(exchange: RequestExchange | undefined): Gate | undefined {
  const gate = exchange?.gate;
  if (exchange === undefined || gate === undefined) return undefined;
  const isAlone = exchange.live === undefined && exchange.guests === undefined;
  return isAlone && exchange.services.needsHead ? undefined : gate;
}

/** Writes the head, completed by what the session has to say in it. */
export function writeHeadNow(
  response: HttpResponse,
  base: OutputMethods,
  { status, reason, headers }: { status: number; reason: unknown; headers: unknown },
): unknown {
  const exchange = response[EXCHANGE];
  const code = toStatus(status);
  // Whatever is informational goes its way; a second head and an impossible status are Node's to refuse.
  if (exchange === undefined || code < 200 || !isStatus(code) || response.headersSent) {
    return base.writeHead.call(response, status, reason, headers);
  }
  const head = { status: code, headers: headersOf(reason, headers) };
  const completed = exchange.services.head.complete(response, exchange, head);
  return typeof reason === 'string'
    ? base.writeHead.call(response, status, reason, completed)
    : base.writeHead.call(response, status, completed);
}
