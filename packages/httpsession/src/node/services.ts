import type { Clock } from '../common/clock.ts';
import type { SessionEngine } from '../engine/session-engine.ts';
import type { HttpRequest } from './http-messages.ts';
import type { ResponseHead } from './response-head.ts';
import type { UrlEncoding } from './url-encoding.ts';

/** What all exchanges of one manager share. */
export interface Services {
  readonly engine: SessionEngine;
  readonly head: ResponseHead;
  readonly urls: UrlEncoding;
  /** The name of our cookie; undefined: no cookies. */
  readonly cookieName: string | undefined;
  /** The route of this process, which ids carry for load balancers. */
  readonly route: string | undefined;
  /** Whether a new id can only reach the client in the head of a response. */
  readonly needsHead: boolean;
  readonly clock: Clock;
  isSecure(request: HttpRequest): boolean;
  /** Told of what a handler throws. */
  report(error: unknown): void;
}
