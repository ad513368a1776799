import { SessionStoreUnavailableError } from 'httpsession';
import { driverError, withoutValues } from '../common/driver-errors.ts';

/** What is known of an error of the server by its SQLSTATE. */
interface Known {
  readonly why: string;
  readonly advice: string;
}

const MIGRATE =
  'Run migratePostgres(pool, options) with the options of the store, before it is used';
const RIGHTS = 'docs/reference/store-sql.md has the GRANT statements';

const KNOWN: Readonly<Record<string, Known>> = {
  '42P01': { why: 'a table is missing', advice: MIGRATE },
  '3F000': { why: 'the schema is missing', advice: MIGRATE },
  '42703': {
    why: 'a column is missing',
    advice: 'Somebody changed the tables: restore them, or drop them all and run migratePostgres',
  },
  '28P01': {
    why: 'the server refused the password',
    advice: 'Look at user and password of the pool',
  },
  '28000': {
    why: 'the server does not let this user in',
    advice: 'Look at user and database of the pool, and at pg_hba.conf',
  },
  '3D000': { why: 'the database does not exist', advice: 'Look at the database of the pool' },
  '42501': { why: 'the user has no right to do this', advice: `${RIGHTS} that it takes` },
  '25006': {
    why: 'the server does not take changes',
    advice:
      'Connect the pool to the primary server; a standby, or a read-only transaction, will not do',
  },
  '53300': {
    why: 'the server has no connection left',
    advice: 'Lower max of the pools, or raise max_connections of the server',
  },
  '53100': {
    why: 'the disk of the server is full',
    advice: 'Make room on it; sessions can be read and ended meanwhile',
  },
  '53200': { why: 'the server is out of memory', advice: 'Look at the load of the server' },
  '57014': {
    why: 'the server ended the statement',
    advice: 'Look at statement_timeout, and for who holds locks on the tables',
  },
  '55P03': {
    why: 'a lock was not had in time',
    advice: 'Look at lock_timeout, and for who holds locks on the tables',
  },
  '57P03': { why: 'the server is starting or stopping', advice: 'It should answer in a moment' },
  '40001': {
    why: 'the server could not serialize it with others',
    advice: 'Let the pool connect with default_transaction_isolation = read committed',
  },
  '40P01': {
    why: 'it met a deadlock, several times',
    advice: 'Look for who else locks these tables',
  },
  '26000': {
    why: 'the server has forgotten a prepared statement',
    advice: 'Set preparedStatements: false',
  },
  '42P05': {
    why: 'a prepared statement is there already',
    advice: 'Set preparedStatements: false',
  },
};
const POOLER = ' if a pooler such as pgbouncer is between';

/** Broken connections, as `pg` and Node name them, and states of a server that takes no calls. */
const UNREACHABLE_STATES = /^(08...|57P0[1-4]|53300)$/;
const BROKEN =
  /^(Connection terminated|Client has encountered|Client was closed|Query read timeout|timeout exceeded when)/;

/** Kinds of errors whose messages name tables, columns and users, and never a value. */
const PLAIN_STATES = /^(08|0A|23|25|26|28|3D|3F|40|42|53|54|55|57|58)/;

/** The client knew that its connection is broken. */
const UNSENT = 'Client has encountered a connection error and is not queryable';

/** The SQLSTATE of an error of the server. Node's own codes are words. */
export function sqlState(error: unknown): string | undefined {
  const code = driverError(error)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Whether the server cannot be asked, rather than gave an answer that is an error. */
export function isUnreachable(error: unknown): boolean {
  const { message = '', syscall } = driverError(error) ?? {};
  const state = sqlState(error);
  if (state !== undefined && UNREACHABLE_STATES.test(state)) return true;
  return BROKEN.test(message) || typeof syscall === 'string';
}

/** Whether the connection was lost under a call, of which nobody then knows whether it was done. */
export function isLost(error: unknown): boolean {
  const { message = '', code } = driverError(error) ?? {};
  return message.startsWith('Connection terminated') || code === 'ECONNRESET' || code === 'EPIPE';
}

/** Whether the connection is of no use after this error. */
export function breaksConnection(error: unknown): boolean {
  if (isUnreachable(error) || sqlState(error) === undefined) return true;
  return isForgotten(error) || driverError(error)?.severity === 'FATAL';
}

/**
 * Whether nothing has happened, so that the same can be asked again: the server rolled it back before it committed
 * (40001, 40P01; 57P01 is told before the end of a transaction or never), did not know the statement, or was not
 * asked at all, as the connection was known to be broken.
 */
export function isUndone(error: unknown): boolean {
  const state = sqlState(error);
  if (state === '40001' || state === '40P01' || state === '57P01') return true;
  return isForgotten(error) || (driverError(error)?.message ?? '').startsWith(UNSENT);
}

/** A prepared statement is not, or not any more, what the client believes. */
function isForgotten(error: unknown): boolean {
  const state = sqlState(error);
  if (state === '26000' || state === '42P05') return true;
  return state === '0A000' && driverError(error)?.message.startsWith('cached plan') === true;
}

/**
 * What may be told of an error: its detail has keys and rows in it, and messages of some kinds quote values: of data
 * that it cannot read (22), and of functions (P0), which may say anything.
 */
export function speakable(error: unknown): Error {
  if (error instanceof SessionStoreUnavailableError) return error;
  const state = sqlState(error);
  if (state === undefined || state in KNOWN || PLAIN_STATES.test(state))
    return withoutValues(error);
  return withoutValues(error, 'the message of the server is left out, as it may quote values');
}

/** The error that says what to do, for one of the driver or of the guard. */
export function explained(what: string, error: unknown): unknown {
  const cause = error instanceof SessionStoreUnavailableError ? error.cause : error;
  const state = sqlState(cause);
  const known = state === undefined ? undefined : KNOWN[state];
  if (known !== undefined) {
    const advice = isForgotten(cause) ? known.advice + POOLER : known.advice;
    return new SessionStoreUnavailableError(what, { cause, why: known.why, advice });
  }
  if (error instanceof SessionStoreUnavailableError) return error;
  if (isUnreachable(cause)) {
    const advice = 'Look at host and port of the pool, and at the server and the network';
    return new SessionStoreUnavailableError(what, {
      cause,
      why: 'PostgreSQL cannot be reached',
      advice,
    });
  }
  return new SessionStoreUnavailableError(what, {
    cause,
    why: state === undefined ? 'the driver failed' : `PostgreSQL answered with the error ${state}`,
  });
}
