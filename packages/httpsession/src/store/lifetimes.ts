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
