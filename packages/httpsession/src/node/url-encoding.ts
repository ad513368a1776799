import { isAlive } from '../engine/live-session.ts';
import type { IdTracking } from '../tracking/id-tracking.ts';
import { encodeUrl } from '../tracking/path-parameter.ts';
import type { RequestExchange } from './contracts.ts';
import type { HttpRequest } from './contracts.ts';
import { headerOf } from './http-messages.ts';

/** How ids get into URLs. */
export interface UrlEncodingOptions {
  /** False: URLs are never changed. */
  readonly isOn: boolean;
  readonly parameterName: string;
  readonly contextPath: string;
  readonly tracking: IdTracking;
  readonly isSecure: (request: HttpRequest) => boolean;
}

/** The servlet's `encodeURL` and `encodeRedirectURL`. */
export class UrlEncoding {
  readonly #options: UrlEncodingOptions;

  constructor(options: UrlEncodingOptions) {
    this.#options = options;
  }

  /** The URL with the id of the session, if the client needs that; otherwise as it is (SES-100). */
  encode(exchange: RequestExchange | undefined, url: string): string {
    const { isOn, parameterName, contextPath, tracking, isSecure } = this.#options;
    if (!isOn || exchange === undefined) return url;
    const isByCookie = exchange.askForId()?.source === 'COOKIE';
    if (isByCookie || exchange.failure !== undefined) return url;
    const { live, request } = exchange;
    if (live === undefined || !isAlive(live)) return url;
    const encoded = encodeUrl(url, {
      name: parameterName,
      value: tracking.urlValueOf(live.id),
      origin: originOf(request, isSecure(request)),
      contextPath,
      requestPath: pathOf(request.url ?? '/'),
    });
    if (encoded !== url) exchange.hasUrlId = true;
    return encoded;
  }
}

function originOf(request: HttpRequest, isSecure: boolean): string {
  const host = (headerOf(request, ':authority') ?? headerOf(request, 'host') ?? '').toLowerCase();
  const standardPort = isSecure ? ':443' : ':80';
  const name = host.endsWith(standardPort) ? host.slice(0, -standardPort.length) : host;
  return `${isSecure ? 'https' : 'http'}://${name}`;
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}
