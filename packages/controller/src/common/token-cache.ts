import type { MaybePromise } from './maybe-promise.ts';

/** One form token that waits for its form. */
export interface FormToken {
  /** Random and url-safe: the text in the hidden field, or one made of it and the session. */
  readonly id: string;
  /** When it ends, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Keeps form tokens outside the session, for instance to share them between processes. Without one
 * (the default) tokens live in the session.
 */
export interface TokenCache {
  /** Keeps a token until it is removed, or has ended. */
  put(token: FormToken): MaybePromise<void>;

  /** Takes the token out, at once for all callers: `true` for exactly one of them. */
  remove(id: string): MaybePromise<boolean>;
}
