import { OptionError, type BreakerOptions } from 'httpsession';

/** What the stores on SQL databases have in common. */
export interface SqlStoreOptions {
  /**
   * How the names of all tables begin. Default `httpsession_`. At most 30 characters: small letters, digits and
   * `_`, no digit first.
   */
  readonly tablePrefix?: string;
  /** How long a call may take, in milliseconds, with the waiting for a connection. Default 1 000. */
  readonly timeoutMs?: number;
  /** How many calls may wait at once for their answers; more are refused. Default 1 000. */
  readonly maxPending?: number;
  /** When the server is only asked now and then. Default: after 5 failures in a row, every 1 000 milliseconds. */
  readonly breaker?: BreakerOptions;
  /**
   * Is told of a record that cannot be read: it counts as absent, and stays until a day after its expiry. Default: a
   * warning of the process, of each message once.
   */
  readonly onError?: (error: Error) => void;
}

/** What `timeoutMs` is when it is not given. */
export const DEFAULT_TIMEOUT_MS = 1000;

const PREFIX = /^[a-z_][a-z0-9_]{0,29}$/;
const NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/** The option `tablePrefix`. Names of tables cannot be parameters, so nothing else gets into a statement. */
export function tablePrefixOf(prefix: string | undefined): string {
  if (prefix === undefined) return 'httpsession_';
  if (typeof prefix === 'string' && PREFIX.test(prefix)) return prefix;
  throw new OptionError(
    'tablePrefix',
    prefix,
    '1 to 30 of the characters a to z, 0 to 9 and _, and not begin with a digit',
  );
}

/** An option that names something of the database. */
export function nameOf(option: string, name: string | undefined): string | undefined {
  if (name === undefined || (typeof name === 'string' && NAME.test(name))) return name;
  throw new OptionError(
    option,
    name,
    '1 to 63 of the characters a to z, 0 to 9 and _, and not begin with a digit',
  );
}

/** Throws `OptionError` when an option is there that nobody knows: a misspelt one would change nothing. */
export function refuseUnknownOptions(options: object, known: readonly string[]): void {
  for (const [option, value] of Object.entries(options)) {
    if (known.includes(option)) continue;
    throw new OptionError(option, value, `left out: it is none of ${known.join(', ')}`);
  }
}
