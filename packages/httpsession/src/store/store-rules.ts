// What all stores agree on, in numbers: each takes them from here, also into its SQL and its scripts.

/**
 * For so long after a rename `update` and `delete` reach the session through its former key, and the key stays taken,
 * in milliseconds: longer than any request in its middle.
 */
export const FORMER_KEY_MS = 60_000;

/**
 * For so long after its expiry a record that cannot be read is left where it is, in milliseconds: a process of another
 * version, or with other keys, may be able to read it and tell its listeners.
 */
export const UNREADABLE_KEPT_MS = 86_400_000;

/**
 * An answer of `takeExpired` ends with the record that brings its attributes to this, in bytes: it must come within the
 * deadline of one call.
 */
export const CLAIM_BYTES: number = 4 * 1024 ** 2;

/** A record stays at most this share of its idle time longer than that, whatever `graceMs` says. */
export const GRACE_SHARE: number = 1 / 10;

/** The last instant that a Date knows, in epoch milliseconds. What would end later does not end. */
export const LAST_INSTANT_MS = 8_640_000_000_000_000;
