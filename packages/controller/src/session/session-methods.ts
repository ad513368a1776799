import type { AttributeResult, HttpSession, SessionAttributes } from 'httpsession';
import type { Principal } from '@httpsession/servlet';

import { ControllerError } from '../common/errors.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { ParaMethods } from '../para/para-methods.ts';
import { completeConversation } from './conversation.ts';
import { addFlash, arrivedFlash, keepFlash } from './flash.ts';
import { enter, leave, type LoginOptions } from './login.ts';
import { scopedIn } from './session-scoped.ts';
import { DEFAULT_TOKEN_NAME, DEFAULT_TOKEN_SECONDS, issueToken, takeToken } from './token.ts';

/** The type of a value for a session attribute: as declared, else anything. `null` removes it. */
export type SessionValue<K extends string> = K extends keyof SessionAttributes
  ? SessionAttributes[K] | null
  : unknown;

/**
 * Everything that a controller does with the session of its request.
 *
 * @typeParam S the session attributes that this controller knows, with their types, beside those that
 *   `SessionAttributes` of `httpsession` declares for all
 */
export abstract class SessionMethods<S extends object = object> extends ParaMethods {
  /** The session, created when there is none: a cookie and an entry in the store. */
  getSession(): HttpSession;
  /** The session; with `false`, `null` when there is none. */
  getSession(create: boolean): HttpSession | null;
  getSession(create = true): HttpSession | null {
    const { request } = this.exchange;
    return create ? request.getSession() : request.getSession(false);
  }

  /**
   * An attribute of the session, or the default when there is no such attribute or no session;
   * without a default, `null`. A stored `false`, `0` or empty text is a value. Never creates a session.
   */
  getSessionAttr<K extends keyof S & string>(key: K): S[K] | null;
  getSessionAttr<K extends keyof S & string, D>(key: K, defaultValue: D): NonNullable<S[K]> | D;
  getSessionAttr<K extends string>(key: K): AttributeResult<K>;
  getSessionAttr<K extends string, D>(key: K, defaultValue: D): NonNullable<AttributeResult<K>> | D;
  getSessionAttr(key: string, defaultValue: unknown = null): unknown {
    const value: unknown = this.exchange.request.getSession(false)?.getAttribute(key) ?? null;
    return value ?? defaultValue;
  }

  /** Stores an attribute in the session, which is created when there is none. `null` removes it. */
  setSessionAttr<K extends keyof S & string>(key: K, value: S[K] | null): this;
  setSessionAttr<K extends string>(
    key: K & (K extends keyof S ? never : unknown),
    value: SessionValue<K>,
  ): this;
  setSessionAttr(key: string, value: unknown): this {
    this.exchange.request.getSession().setAttribute(key, value);
    return this;
  }

  /** Removes an attribute of the session. Never creates one; does nothing when there is none. */
  removeSessionAttr(key: string): this {
    this.exchange.request.getSession(false)?.removeAttribute(key);
    return this;
  }

  /** Ends the session, if there is one. Not in JFinal. */
  invalidateSession(): this {
    this.exchange.request.getSession(false)?.invalidate();
    return this;
  }

  /**
   * Gives the session another id and keeps everything in it: after a login, nobody who knew the old
   * id gets in with it. Gives the new id. Not in JFinal.
   * @throws IllegalStateException when there is no session
   */
  changeSessionId(): string {
    return this.exchange.request.changeSessionId();
  }

  /**
   * Keeps who has logged in: stores the user, under `loginUser` unless said otherwise, and changes
   * the id of a session that was there before. Not in JFinal, and not called `login`, which is what
   * actions are called.
   */
  loginAs(user: unknown, options: LoginOptions = {}): this {
    enter(this.exchange.request, user, options);
    return this;
  }

  /** Ends the session with everything in it, and logs out of the container. Not in JFinal. */
  logoutSession(): this {
    leave(this.exchange.request);
    return this;
  }

  /** Who has logged in with the container; `null`: nobody. */
  getUserPrincipal(): Principal | null {
    return this.exchange.request.getUserPrincipal();
  }

  /** Whether who has logged in with the container has a role. */
  isUserInRole(role: string): boolean {
    return this.exchange.request.isUserInRole(role);
  }

  /**
   * The object of a class that belongs to this session, made at the first use; creates the session.
   * It is an attribute of the session, so a store must be able to keep it: with `JsonCodec`, name its
   * class in the option `classes`.
   */
  sessionScoped<T extends object>(type: new () => T, name: string = type.name): T {
    return scopedIn(this.getSession(), type, name);
  }

  /** Ends the conversation that a `ConversationInterceptor` keeps; the session itself stays. */
  completeSession(): this {
    completeConversation(this.exchange.request);
    return this;
  }

  /**
   * Gives a value to the request that the redirect at the end of this one leads to, and to that one
   * only. Creates the session when the redirect is written. Not in JFinal.
   */
  flash(name: string, value: unknown): this {
    addFlash(this.exchange.request, name, value);
    return this;
  }

  /** A value that came along with the redirect to this request, or `null`. Never creates a session. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- Java's cast from Object
  getFlash<T = unknown>(name: string): T | null {
    const values = arrivedFlash(this.exchange.request);
    return Object.hasOwn(values, name) ? (values[name] as T) : null;
  }

  /** Gives the values that came along with this request to the next one as well. */
  keepFlash(): this {
    keepFlash(this.exchange.request);
    return this;
  }

  /**
   * Makes a token that lets a form through once, and gives it. The view finds it in the request
   * attribute of its name, and as a hidden field in `token`, which is HTML: `{{ token | raw }}` in
   * Liquid. Creates the session, where it lives, unless there is a token cache, where it lives for
   * so many seconds (300 at least). Where there is a session, a token in the cache is good in this
   * session only; else only without a session.
   * @throws ControllerError when the token cache answers later: then use `createTokenLater`
   */
  createToken(name: string = DEFAULT_TOKEN_NAME, seconds: number = DEFAULT_TOKEN_SECONDS): string {
    return atOnce(issueToken(this.exchange, { name, seconds }), 'createTokenLater');
  }

  /** As `createToken`, for token caches that answer later. */
  async createTokenLater(
    name: string = DEFAULT_TOKEN_NAME,
    seconds: number = DEFAULT_TOKEN_SECONDS,
  ): Promise<string> {
    return issueToken(this.exchange, { name, seconds });
  }

  /**
   * Whether the form came with the token that was made for it. The token is used up whatever the
   * answer. Never creates a session.
   * @throws ControllerError when the token cache answers later: then use `validateTokenLater`
   */
  validateToken(name: string = DEFAULT_TOKEN_NAME): boolean {
    return atOnce(takeToken(this.exchange, name), 'validateTokenLater');
  }

  /** As `validateToken`, for token caches that answer later. */
  async validateTokenLater(name: string = DEFAULT_TOKEN_NAME): Promise<boolean> {
    return takeToken(this.exchange, name);
  }
}

/** A promise is always true in a condition: better no answer than that one. */
function atOnce<T extends string | boolean>(value: MaybePromise<T>, instead: string): T {
  if (!isThenable(value)) return value;
  Promise.resolve(value).catch(() => undefined);
  throw new ControllerError(
    'CONTROLLER_CONFIG',
    `The token cache answers with a promise; use \`await this.${instead}()\``,
  );
}
