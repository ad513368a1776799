import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import type { HttpSession } from 'httpsession';

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

/** The session attribute that its tokens in a cache are tied to, whatever the id of the session becomes. */
const OWNER = 'httpsession.controller.tokens';

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
  const key = keyOf(id, ownerIn(request.getSession(false)));
  return andThen(putInto(config.tokenCache, key, terms.seconds), () => id);
}

/**
 * Takes the token, whatever comes of it, and says whether it is the one that was posted. Never
 * creates a session. Of several posts with one token, one gets `true`.
 */
export function takeToken(exchange: ControllerExchange, name: string): MaybePromise<boolean> {
  const { request, config } = exchange;
  const posted = request.getParameter(name);
  const session = request.getSession(false);
  if (config.tokenCache !== undefined) return removeFrom(config.tokenCache, session, posted);
  const expected: unknown = session?.takeAttribute(name) ?? null;
  return typeof expected === 'string' && posted !== null && isSame(posted, expected);
}

function removeFrom(
  cache: TokenCache,
  session: HttpSession | null,
  posted: string | null,
): MaybePromise<boolean> {
  if (posted === null || posted === '') return false;
  const owner: unknown = session?.getAttribute(OWNER) ?? '';
  return cache.remove(keyOf(posted, String(owner)));
}

/** What tokens of a session are tied to, made when there is nothing yet; empty without a session. */
function ownerIn(session: HttpSession | null): string {
  if (session === null) return '';
  const known: unknown = session.getAttribute(OWNER);
  if (typeof known === 'string') return known;
  const made = randomBytes(TOKEN_BYTES).toString('base64url');
  session.setAttribute(OWNER, made);
  return made;
}

/**
 * Under which id a token is in the cache. A token of one session is none in another one, nor without a
 * session: somebody else's token lets no form of this client through, as it would in JFinal.
 */
function keyOf(token: string, owner: string): string {
  if (owner === '') return token;
  return createHash('sha256').update(`${owner}.${token}`).digest('base64url');
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
