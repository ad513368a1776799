import { randomBytes, timingSafeEqual } from 'node:crypto';

import type { ControllerExchange } from '../common/exchange.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import { andThen } from '../common/maybe-promise.ts';
import type { TokenCache } from '../common/token-cache.ts';
import { escapeHtml } from './escape-html.ts';

/** The name of the token where none is said: JFinal's, so that its views work as they are. */
export const DEFAULT_TOKEN_NAME = '_jfinal_token';

/** How long a token lives in a cache, in seconds, where nothing is said. */
export const DEFAULT_TOKEN_SECONDS = 900;

/** No token in a cache lives shorter, in seconds. */
const TOKEN_SECONDS_AT_LEAST = 300;

const TOKEN_BYTES = 24;

/** The request attribute with the hidden field for the form. */
const FIELD_ATTRIBUTE = 'token';

/** Which token, and how long it lives in a cache. In the session it lives as long as the session. */
export interface TokenTerms {
  readonly name: string;
  readonly seconds: number;
}

/**
 * Makes a token that lets one form through, once. It goes into the session, which is created, or
 * into the cache; into the request attribute of its name, and as a hidden field into `token`.
 */
export function issueToken(exchange: ControllerExchange, terms: TokenTerms): MaybePromise<string> {
  const id = randomBytes(TOKEN_BYTES).toString('base64url');
  const { request, config } = exchange;
  request.setAttribute(terms.name, id);
  request.setAttribute(FIELD_ATTRIBUTE, hiddenField(terms.name, id));
  if (config.tokenCache === undefined) {
    request.getSession().setAttribute(terms.name, id);
    return id;
  }
  return andThen(putInto(config.tokenCache, id, terms.seconds), () => id);
}

/**
 * Takes the token, whatever comes of it, and says whether it is the one that was posted. Never
 * creates a session. Of several posts with one token, one gets `true`.
 */
export function takeToken(exchange: ControllerExchange, name: string): MaybePromise<boolean> {
  const { request, config } = exchange;
  const posted = request.getParameter(name);
  if (config.tokenCache !== undefined) {
    return posted === null || posted === '' ? false : config.tokenCache.remove(posted);
  }
  const expected: unknown = request.getSession(false)?.takeAttribute(name) ?? null;
  return typeof expected === 'string' && posted !== null && isSame(posted, expected);
}

function putInto(cache: TokenCache, id: string, seconds: number): MaybePromise<void> {
  const life = Math.max(seconds, TOKEN_SECONDS_AT_LEAST);
  return cache.put({ id, expiresAt: Date.now() + life * 1000 });
}

function hiddenField(name: string, id: string): string {
  const safe = escapeHtml(name);
  return `<input type="hidden" name="${safe}" id="${safe}" value="${id}">`;
}

/** Compares in a time that says nothing about where the texts differ. */
function isSame(posted: string, expected: string): boolean {
  const left = Buffer.from(posted);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}
