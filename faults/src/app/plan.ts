/** Which store a worker opens. */
export type StorePlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'lmdb'; readonly path: string; readonly maxBytes?: number }
  | { readonly kind: 'redis'; readonly port: number; readonly timeoutMs?: number }
  | { readonly kind: 'postgres'; readonly port: number; readonly timeoutMs?: number }
  | { readonly kind: 'mariadb'; readonly port: number; readonly timeoutMs?: number };

/** What the listener of a worker does, beside telling the ends of sessions. */
export type Temper = 'good' | 'throws' | 'rejects' | 'hangs';

/** What a worker is told, as JSON in its first argument. */
export interface WorkerPlan {
  readonly port: number;
  /** Where it writes what it sees. */
  readonly folder: string;
  readonly store: StorePlan;
  /** The idle time of its sessions, in seconds; default 30 minutes. */
  readonly idleSeconds?: number;
  /** After how many seconds its sessions end also when they are in use; default: never. */
  readonly lifeSeconds?: number;
  /** In seconds; default that of the library. */
  readonly touchSeconds?: number;
  /** Signs ids. */
  readonly secrets?: readonly string[];
  /** Encrypts what is stored: base64 of 32 bytes each. */
  readonly keys?: readonly string[];
  readonly temper?: Temper;
  /** How many processes answer on the port, by node:cluster; default: this one. */
  readonly processes?: number;
  /** By how much the wall clock is wrong, in milliseconds; see the path `/clock`. */
  readonly clockOffset?: number;
}
