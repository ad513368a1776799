import { SessionStoreUnavailableError } from 'httpsession';
import { driverError, withoutValues } from '../common/driver-errors.ts';

/** What is known of an error of the server by its number. */
interface Known {
  readonly why: string;
  readonly advice: string;
}

const MIGRATE = 'Run migrateMysql(pool, options) with the options of the store, before it is used';
const READ_ONLY: Known = {
  why: 'the server does not take changes',
  advice: 'Connect the pool to the primary server, and look at its read_only',
};
const RIGHTS: Known = {
  why: 'the user has no right to do this',
  advice: 'docs/reference/store-mysql.md has the GRANT statements that it takes',
};
const FULL: Known = {
  why: 'the disk of the server, or the tablespace, is full',
  advice: 'Make room on it; sessions can be read and ended meanwhile',
};
const STOPPING: Known = {
  why: 'the server ended the connection',
  advice: 'It is stopping, or somebody killed it; a new connection should do in a moment',
};

const KNOWN: Readonly<Record<number, Known>> = {
  1146: { why: 'a table is missing', advice: MIGRATE },
  1054: {
    why: 'a column is missing',
    advice: 'Somebody changed the tables: restore them, or drop them all and run migrateMysql',
  },
  1045: { why: 'the server refused the password', advice: 'Look at user and password of the pool' },
  1044: RIGHTS,
  1142: RIGHTS,
  1143: RIGHTS,
  1049: { why: 'the database does not exist', advice: 'Look at the database of the pool' },
  1046: { why: 'the pool names no database', advice: 'Give the pool a database' },
  1290: READ_ONLY,
  1792: READ_ONLY,
  1836: READ_ONLY,
  1040: {
    why: 'the server has no connection left',
    advice: 'Lower connectionLimit of the pools, or raise max_connections of the server',
  },
  1021: FULL,
  1114: FULL,
  1053: STOPPING,
  1317: STOPPING,
  1927: STOPPING,
  4031: STOPPING,
  1153: {
    why: 'a value is larger than max_allowed_packet of the server',
    advice: 'Raise max_allowed_packet to three times limits.sessionBytes, or lower that limit',
  },
  1205: {
    why: 'a lock was not had in time',
    advice: 'Look for who else holds locks on these tables',
  },
  1213: { why: 'it met a deadlock, several times', advice: 'Look for who else locks these tables' },
  1665: {
    why: 'the binary log of the server is of statements',
    advice: 'Set binlog_format to ROW or MIXED',
  },
};

/** A value refused: its column is too short, too small, or not to be null. The message names the column alone. */
const REFUSED: readonly number[] = [1048, 1264, 1364, 1406];

/** What the server would say, if it said something before it ends the connection. */
export class PacketTooLargeError extends Error {
  readonly errno = 1153;
  readonly sqlState = '08S01';

  constructor() {
    super('the statement is larger than max_allowed_packet');
    this.name = 'PacketTooLargeError';
  }
}

/** Broken connections, as `mysql2` names them. */
const BROKEN = /^(PROTOCOL_|POOL_|ER_SERVER_SHUTDOWN|ER_CONNECTION_KILLED|ER_CON_COUNT_ERROR)/;
const CLOSED = /closed state|Pool is closed|Connection lost|timeout exceeded when/i;

/** The server takes no calls, or not on this connection. */
const GONE: readonly number[] = [1040, 1053, 1927, 4031];

/** The connection was known to be of no use, and nothing was sent. */
const UNSENT = "Can't add new command when connection is in closed state";

/** A duplicate key. */
export const DUPLICATE = 1062;

/** The number of an error of the server. */
export function serverError(error: unknown): number | undefined {
  const { errno, sqlState } = driverError(error) ?? {};
  if (sqlState === undefined) return undefined;
  return typeof errno === 'number' && errno > 0 ? errno : undefined;
}

/** Whether the server cannot be asked, rather than gave an answer that is an error. */
export function isUnreachable(error: unknown): boolean {
  const { code, message = '', syscall } = driverError(error) ?? {};
  if (GONE.includes(serverError(error) ?? 0) || BROKEN.test(String(code))) return true;
  return CLOSED.test(message) || typeof syscall === 'string';
}

/** Whether the connection is of no use after this error. */
export function breaksConnection(error: unknown): boolean {
  const number = serverError(error);
  return number === undefined || number === 1153 || number === 1317 || isUnreachable(error);
}

/** Whether the server has undone it all (1213, 1205), or was not asked, so that the same can be asked again. */
export function isUndone(error: unknown): boolean {
  const number = serverError(error);
  if (number === 1213 || number === 1205) return true;
  return driverError(error)?.message.startsWith(UNSENT) === true;
}

/**
 * What may be told of an error. `mysql2` puts the whole statement into its errors, values and all; and messages of the
 * server quote: of a duplicate key the key, of what it cannot read the text.
 */
export function speakable(error: unknown): Error {
  if (error instanceof SessionStoreUnavailableError) return error;
  const number = serverError(error);
  const isPlain = number === undefined || number in KNOWN || REFUSED.includes(number);
  if (isPlain) return withoutValues(error);
  return withoutValues(error, 'the message of the server is left out, as it may quote values');
}

/** The error that says what to do, for one of the driver or of the guard. */
export function explained(what: string, error: unknown): unknown {
  const cause = error instanceof SessionStoreUnavailableError ? error.cause : error;
  const number = serverError(cause);
  const known = number === undefined ? undefined : KNOWN[number];
  if (known !== undefined) return new SessionStoreUnavailableError(what, { cause, ...known });
  if (error instanceof SessionStoreUnavailableError) return error;
  if (isUnreachable(cause)) {
    const advice = 'Look at host and port of the pool, and at the server and the network';
    return new SessionStoreUnavailableError(what, {
      cause,
      why: 'MySQL cannot be reached',
      advice,
    });
  }
  return new SessionStoreUnavailableError(what, {
    cause,
    why:
      number === undefined ? 'the driver failed' : `the server answered with the error ${number}`,
  });
}
