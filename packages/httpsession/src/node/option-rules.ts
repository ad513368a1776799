import { OptionError } from '../common/errors.ts';
import { isToken } from '../common/http-text.ts';
import { isPlainObject } from '../common/plain-object.ts';
import type { PrincipalLimit } from '../engine/principals.ts';
import { SessionCookieConfig } from '../servlet-api/session-cookie-config.ts';
import type { SessionOptions } from './options.ts';

/** What an option must be, in words for the error. */
interface Rule {
  readonly holds: (value: unknown) => boolean;
  readonly wants: string;
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function oneOf(...values: readonly string[]): Rule {
  return {
    holds: (value) => typeof value === 'string' && values.includes(value),
    wants: values.map((value) => `'${value}'`).join(' or '),
  };
}

function hasMethods(...methods: readonly string[]): Rule {
  return {
    holds: (value) =>
      isObject(value) && methods.every((method) => isFunction(Reflect.get(value, method))),
    wants: `an object with the methods ${methods.join(', ')}`,
  };
}

/** Sixteen million is what a V8 Map can hold, less some room. */
const SESSION_MAX_LIMIT = 16_000_000;
/** A hundred years: more is a mistake about the unit. */
const MINUTES_LIMIT = 100 * 366 * 24 * 60;

const STORE = hasMethods('create', 'load', 'update', 'rename', 'delete', 'takeExpired', 'close');

const RULES: Record<keyof SessionOptions, Rule> = {
  sessionTimeout: {
    holds: (value) => isFinite(value) && value <= MINUTES_LIMIT,
    wants: 'a number of minutes (not of seconds or milliseconds); 0 for never',
  },
  sessionMax: {
    holds: (value) =>
      Number.isInteger(value) && (value as number) >= 1 && (value as number) <= SESSION_MAX_LIMIT,
    wants: `a whole number of sessions from 1 to ${String(SESSION_MAX_LIMIT)}`,
  },
  culling: oneOf('segmented', 'lru', 'reject'),
  cookie: {
    holds: (value) => value instanceof SessionCookieConfig || isPlainObject(value),
    wants: 'a plain object such as { name, secure, maxAge }, or a SessionCookieConfig',
  },
  trackingModes: {
    holds: (value) => Array.isArray(value) && value.length > 0 && value.every(isTrackingMode),
    wants: "a list of 'COOKIE', 'URL' and trackers, with at least one; 'SSL' is not supported",
  },
  contextPath: {
    holds: (value) => typeof value === 'string' && isContextPath(value),
    wants:
      "'' for the root, or a path such as '/shop' that starts with a slash and ends without one",
  },
  servletContext: hasMethods(
    'getContextPath',
    'getAttribute',
    'getAttributeNames',
    'setAttribute',
    'removeAttribute',
    'getSessionCookieConfig',
    'getSessionTimeout',
    'getEffectiveSessionTrackingModes',
    'getDefaultSessionTrackingModes',
  ),
  secrets: { holds: Array.isArray, wants: 'a list of random strings of 32 bytes or more' },
  route: {
    holds: (value) => typeof value === 'string',
    wants: '1 to 32 letters, digits, - and _',
  },
  creation: oneOf('lazy', 'eager'),
  idGenerator: { holds: isFunction, wants: 'a function that gives an id' },
  store: {
    holds: (value) => value === 'memory' || STORE.holds(value),
    wants: `'memory', or ${STORE.wants}`,
  },
  codec: hasMethods('encode', 'decode'),
  limits: { holds: isPlainObject, wants: 'an object with attributes, nameLength or sessionBytes' },
  listeners: {
    holds: (value) => Array.isArray(value) && value.every(isListener),
    wants: 'a list of objects, each with at least one method of a session listener',
  },
  listenerErrors: oneOf('isolate', 'propagate'),
  maxLifetime: {
    holds: (value) => isFinite(value) && value > 0,
    wants: 'a number of seconds above 0 (leave it out for no limit)',
  },
  touchInterval: {
    holds: (value) => isFinite(value) && value >= 0 && value <= 86_400,
    wants: 'a number of seconds (not of milliseconds) from 0 to 86400',
  },
  maxSessionsPerPrincipal: {
    holds: (value) => isCount(value) || isPrincipalLimit(value),
    wants: "a whole number from 1, or { max, onLimit: 'reject-new' or 'end-oldest' }",
  },
  skip: { holds: isFunction, wants: 'a function of the request that gives true or false' },
  trustProxy: {
    holds: (value) => value === false || value === 'loopback' || Array.isArray(value),
    wants: "false, 'loopback', or a list of IP addresses and CIDR blocks",
  },
  onError: { holds: isFunction, wants: 'a function of the error' },
  server: {
    holds: isPlainObject,
    wants: "a plain object with Node's options for http.createServer",
  },
  clock: hasMethods('now', 'monotonic', 'after', 'nextTurn'),
};

/**
 * The options, each of a kind that it can be: a copy, so that what was checked is what is used.
 * @throws OptionError for the first that is wrong, or unknown
 */
export function checkedOptions(given: unknown): SessionOptions {
  // What is inherited would be used and never checked.
  if (!isPlainObject(given)) {
    throw new OptionError('options', given, 'a plain object, as { } makes it');
  }
  const options = { ...given };
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof SessionOptions] : undefined;
    if (rule === undefined) {
      throw new OptionError(name, value, `left out: it is none of ${names()}`);
    }
    if (value !== undefined && !rule.holds(value)) throw new OptionError(name, value, rule.wants);
  }
  return options;
}

/** A limit of sessions in its long form. */
export function toPrincipalLimit(
  limit: number | PrincipalLimit | undefined,
): PrincipalLimit | undefined {
  if (typeof limit === 'number') return { max: limit, onLimit: 'reject-new' };
  return limit === undefined ? undefined : { ...limit };
}

function names(): string {
  return Object.keys(RULES).join(', ');
}

function isTrackingMode(mode: unknown): boolean {
  return mode === 'COOKIE' || mode === 'URL' || isTracker(mode);
}

/** Without a `vary` that is a field name every answer would fail; the name is for reports. */
function isTracker(mode: unknown): boolean {
  if (!isObject(mode) || !hasMethods('find', 'issue', 'expire').holds(mode)) return false;
  const { vary, name } = mode as Partial<Record<string, unknown>>;
  return typeof vary === 'string' && isToken(vary) && typeof name === 'string' && name !== '';
}

function isContextPath(path: string): boolean {
  if (path === '') return true;
  if (!path.startsWith('/') || path.endsWith('/') || path.includes('//')) return false;
  for (const character of path) {
    if (character <= ' ' || character > '~' || ';?#\\'.includes(character)) return false;
  }
  return true;
}

const LISTENER_METHODS = [
  'sessionCreated',
  'sessionDestroyed',
  'attributeAdded',
  'attributeRemoved',
  'attributeReplaced',
  'sessionIdChanged',
];

function isListener(listener: unknown): boolean {
  return (
    isObject(listener) &&
    LISTENER_METHODS.some((method) => isFunction(Reflect.get(listener, method)))
  );
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1;
}

function isPrincipalLimit(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const { max, onLimit, ...rest } = value as Partial<Record<keyof PrincipalLimit, unknown>>;
  const isKnown = onLimit === 'reject-new' || onLimit === 'end-oldest';
  return isCount(max) && isKnown && Object.keys(rest).length === 0;
}
