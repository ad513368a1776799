import { printable, quote } from './quote.ts';

/** Where each code is explained. */
const DOCS = 'docs/reference/errors.md';

/**
 * Every code that an error of this package can carry. A code is never used again for something
 * else; `docs/reference/errors.md` explains each one.
 */
export type ErrorCode =
  | 'HTTPSESSION_INVALIDATED'
  | 'HTTPSESSION_NO_SESSION'
  | 'HTTPSESSION_RESPONSE_COMMITTED'
  | 'HTTPSESSION_UPGRADE'
  | 'HTTPSESSION_ID_CHANGED'
  | 'HTTPSESSION_CONTEXT_INITIALIZED'
  | 'HTTPSESSION_CONTEXT_CLOSED'
  | 'HTTPSESSION_NO_MANAGER'
  | 'HTTPSESSION_BAD_ARGUMENT'
  | 'HTTPSESSION_BAD_OPTION'
  | 'HTTPSESSION_BAD_COOKIE'
  | 'HTTPSESSION_BAD_NUMBER'
  | 'HTTPSESSION_TOO_MANY_SESSIONS'
  | 'HTTPSESSION_PRINCIPAL_LIMIT'
  | 'HTTPSESSION_AMBIGUOUS_ID'
  | 'HTTPSESSION_NOT_ENCODABLE'
  | 'HTTPSESSION_LIMIT'
  | 'HTTPSESSION_UNREADABLE_RECORD'
  | 'HTTPSESSION_STORE_UNAVAILABLE'
  | 'HTTPSESSION_CONFLICT'
  | 'HTTPSESSION_LOCK_TIMEOUT'
  | 'HTTPSESSION_LOCK_LOST'
  | 'HTTPSESSION_UNSUPPORTED'
  | 'HTTPSESSION_ID_GENERATOR';

/** What an error may say beside its message. */
export interface SessionErrorOptions {
  /** The failure behind this one. */
  cause?: unknown;
}

/**
 * The root of all errors of this package. Compare `code`, never the message and never the class:
 * two copies of a package have two classes.
 */
export class SessionError extends Error {
  /** Says which case it is. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: SessionErrorOptions = {}) {
    super(`${message} (${code}, see ${DOCS})`, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.name = new.target.name;
  }
}

/** An error that already knows how a request that meets it is answered. */
export interface AnswerableError {
  /** The HTTP status code. */
  readonly status: number;
  /** Header fields that go with it. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Java's `IllegalStateException`: the call is right, the moment is not (Servlet 6.1, HttpSession). */
export class IllegalStateException extends SessionError {}

/** Java's `IllegalArgumentException`: the call can never work with this argument. */
export class IllegalArgumentException extends SessionError {
  constructor(message: string, options: SessionErrorOptions & { code?: ErrorCode } = {}) {
    super(options.code ?? 'HTTPSESSION_BAD_ARGUMENT', message, options);
  }
}

/** Java's `NumberFormatException`: text that should be a number is none. */
export class NumberFormatException extends IllegalArgumentException {
  constructor(message: string) {
    super(message, { code: 'HTTPSESSION_BAD_NUMBER' });
  }
}

/** Java's `NoSuchElementException`: `nextElement` behind the last one. */
export class NoSuchElementException extends SessionError {
  constructor() {
    super(
      'HTTPSESSION_BAD_ARGUMENT',
      'The enumeration has no more elements; ask hasMoreElements() first',
    );
  }
}

/** Java's `UnsupportedOperationException`: this object does not do that at all. */
export class UnsupportedOperationException extends SessionError {
  constructor(message: string) {
    super('HTTPSESSION_UNSUPPORTED', message);
  }
}

/** A wrong option, found when the manager was made. `option` is its name, such as `cookie.maxAge`. */
export class OptionError extends SessionError {
  /** The option as it is written in code, with dots between the levels. */
  readonly option: string;

  constructor(option: string, got: unknown, wants: string) {
    // A name that we do not know may be anything.
    const name = printable(option);
    super('HTTPSESSION_BAD_OPTION', `Option ${name} is ${describe(got)}; it must be ${wants}`);
    this.option = name;
  }
}

/** Names a value for an error without showing what it holds: secrets end up in options too. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value.length === 0 ? 'an empty string' : 'a string';
  if (Array.isArray(value)) return `an array of ${String(value.length)}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** No room for one more session (`culling: 'reject'`). Answered with 503 and Retry-After. */
export class TooManySessionsError extends IllegalStateException implements AnswerableError {
  readonly status = 503;
  readonly headers = { 'Retry-After': '10' };

  constructor(sessionMax: number) {
    super(
      'HTTPSESSION_TOO_MANY_SESSIONS',
      `All ${String(sessionMax)} sessions that sessionMax allows are taken and culling is 'reject'; ` +
        'raise sessionMax, shorten sessionTimeout, or let the least recently used go with ' +
        "culling: 'segmented'",
    );
  }
}

/** One more session of this principal would be too many (`maxSessionsPerPrincipal`). */
export class PrincipalLimitError extends IllegalStateException implements AnswerableError {
  readonly status = 409;
  readonly headers = {};

  constructor(limit: number) {
    super(
      'HTTPSESSION_PRINCIPAL_LIMIT',
      `This principal has ${String(limit)} sessions already, as many as maxSessionsPerPrincipal ` +
        "allows; end one of them first, or use onLimit: 'end-oldest'",
    );
  }
}

/** What else is known of a store that could not be asked. */
export interface StoreFailureOptions extends SessionErrorOptions {
  /** What happened, such as `redis did not answer within 1000 ms`. */
  why?: string;
  /** What to do about it. Default: to look at the cause and at the store. */
  advice?: string;
}

/** The store could not be asked. Answered with 503 and Retry-After, without a cookie. */
export class SessionStoreUnavailableError extends SessionError implements AnswerableError {
  readonly status = 503;
  readonly headers = { 'Retry-After': '2' };

  constructor(doing: string, options: StoreFailureOptions = {}) {
    const why = options.why === undefined ? '' : `: ${options.why}`;
    const advice = options.advice ?? 'Look at the cause, and at the health of the store';
    super(
      'HTTPSESSION_STORE_UNAVAILABLE',
      `The session store failed while ${doing}${why}. ${advice}`,
      options,
    );
  }
}

/** Two cookies of one request name two live sessions (SES-083). Answered with 400. */
export class AmbiguousSessionError extends SessionError implements AnswerableError {
  readonly status = 400;
  readonly headers = {};

  constructor(cookieName: string) {
    super(
      'HTTPSESSION_AMBIGUOUS_ID',
      `The request carries several ${cookieName} cookies that name different live sessions, as ` +
        'happens when another host of the domain plants one; it is refused and the cookie is cleared',
    );
  }
}

/** An atomic update met a change by somebody else too often. Answered with 503. */
export class SessionConflictError extends SessionError implements AnswerableError {
  readonly status = 503;
  readonly headers = { 'Retry-After': '1' };

  constructor(name: string, tries: number) {
    super(
      'HTTPSESSION_CONFLICT',
      `Attribute ${quote(name)} was changed elsewhere during each of ${String(tries)} tries ` +
        'to update it; use synchronized(session, fn), or fewer parallel writers',
    );
  }
}

/** What `synchronized` waited for, a session or a servlet context, was not had in time. Answered with 503. */
export class SessionLockTimeoutError extends SessionError implements AnswerableError {
  readonly status = 503;
  readonly headers = { 'Retry-After': '1' };

  /** `what`: such as `this session`. */
  constructor(timeoutMs: number, what: string) {
    super(
      'HTTPSESSION_LOCK_TIMEOUT',
      `synchronized() waited ${String(timeoutMs)} ms for ${what} and did not get it; ` +
        'look for a holder that never settles, or allow more with { timeoutMs }',
    );
  }
}

/** The lease of the lock of `synchronized` ended over its work: what was changed is dropped. Answered with 503. */
export class SessionLockLostError extends SessionError implements AnswerableError {
  readonly status = 503;
  readonly headers = { 'Retry-After': '1' };

  constructor() {
    super(
      'HTTPSESSION_LOCK_LOST',
      'synchronized() lost its lock, and another process may have worked on this session since: what was changed here ' +
        'meanwhile is not saved. Do it again in a new request; look for what stops this process, or its way to the ' +
        'store, for longer than the lease of 30 seconds',
    );
  }
}

/** A value that the codec cannot keep, or cannot keep within the limits. Names the attribute. */
export class NotEncodableError extends IllegalArgumentException {
  /** The attribute. */
  readonly attribute: string;

  constructor(
    attribute: string,
    why: string,
    options: SessionErrorOptions & {
      code?: 'HTTPSESSION_NOT_ENCODABLE' | 'HTTPSESSION_LIMIT';
    } = {},
  ) {
    super(`Session attribute ${quote(attribute)} cannot be stored: ${why}`, {
      code: 'HTTPSESSION_NOT_ENCODABLE',
      ...options,
    });
    this.attribute = attribute;
  }
}

/** Stored bytes that are not what the codec wrote. The session counts as absent. */
export class UnreadableRecordError extends SessionError {
  constructor(why: string, options: SessionErrorOptions = {}) {
    super(
      'HTTPSESSION_UNREADABLE_RECORD',
      `A stored session could not be read: ${why}. It was left in the store untouched`,
      options,
    );
  }
}
