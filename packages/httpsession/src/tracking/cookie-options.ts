import { OptionError } from '../common/errors.ts';
import {
  cookieDefaultsOf,
  isOn,
  SessionCookieConfig,
  setCookieDefaults,
} from '../servlet-api/session-cookie-config.ts';
import {
  checkAttribute,
  checkBrowserRules,
  checkDomain,
  checkName,
  checkPath,
  type JudgedCookie,
} from './cookie-rules.ts';
import type { CookieAttributes } from './set-cookie.ts';

/** How the session cookie looks: the option `cookie`. */
export interface CookieOptions {
  /** The name of the cookie, and of the URL parameter: `JSESSIONID` and `jsessionid`. */
  readonly name?: string | undefined;
  /** The path that the cookie is for: the context path, or `/`. */
  readonly path?: string | undefined;
  /** The host, with all hosts below it, that the cookie is for: only the host that sets it. */
  readonly domain?: string | undefined;
  /** Whether scripts in the page are kept from the cookie: true. */
  readonly httpOnly?: boolean | undefined;
  /** Whether the cookie only travels encrypted: `'auto'`, as the request came in. */
  readonly secure?: 'auto' | boolean | undefined;
  /** Whether the cookie goes along from other sites: `'lax'`. False leaves the attribute out. */
  readonly sameSite?: 'lax' | 'strict' | 'none' | false | undefined;
  /** Seconds that the browser keeps the cookie; -1, until it is closed; 0, not at all. */
  readonly maxAge?: number | undefined;
  /** Whether each site that embeds this one has its own cookie: false. */
  readonly partitioned?: boolean | undefined;
  /** Attributes that have no option; an empty value is written as a bare name. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

/** The cookie with nothing left to decide but whether this request is secure. */
export interface ResolvedCookie extends JudgedCookie {
  /** The name of the path parameter in URLs (SES-094, SES-095). */
  readonly parameterName: string;
}

type Rule = readonly [holds: (value: unknown) => boolean, wants: string];

const isString: Rule = [(value) => typeof value === 'string', 'a string'];
const isBoolean: Rule = [(value) => typeof value === 'boolean', 'true or false'];

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOneOf(...values: readonly unknown[]): Rule {
  return [(value) => values.includes(value), `one of ${values.join(', ')}`];
}

const RULES: Record<keyof CookieOptions, Rule> = {
  name: isString,
  path: isString,
  domain: isString,
  httpOnly: isBoolean,
  secure: isOneOf('auto', true, false),
  sameSite: isOneOf('lax', 'strict', 'none', false),
  maxAge: [
    (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
    'a whole number of seconds of at most 2147483647, or -1',
  ],
  partitioned: isBoolean,
  attributes: [isObject, 'an object'],
};

/** Attributes of a SessionCookieConfig that become a property of their own here. */
const HANDLED = new Set(
  ['Domain', 'Path', 'Max-Age', 'Secure', 'HttpOnly', 'SameSite', 'Partitioned'].map((name) =>
    name.toLowerCase(),
  ),
);

const SAME_SITE = { lax: 'Lax', strict: 'Strict', none: 'None' } as const;

/**
 * The option as the object that `ServletContext.getSessionCookieConfig` gives; one that is passed in
 * is that object already.
 * @throws OptionError that names what is of the wrong type, or unknown
 */
export function toCookieConfig(
  cookie: CookieOptions | SessionCookieConfig | undefined,
): SessionCookieConfig {
  if (cookie instanceof SessionCookieConfig) return cookie;
  const config = new SessionCookieConfig();
  if (cookie === undefined) return config;
  checkTypes(cookie);
  setCookieDefaults(config, {
    secure: cookie.secure === false ? false : 'auto',
    sameSite: cookie.sameSite === false ? undefined : 'Lax',
  });
  config.setName(cookie.name ?? null);
  for (const [attribute, value] of attributesOf(cookie)) config.setAttribute(attribute, value);
  return config;
}

/** The options as attributes; `null` where an option says nothing. */
function attributesOf(cookie: CookieOptions): readonly (readonly [string, string | null])[] {
  const { path, domain, httpOnly, secure, sameSite, maxAge, partitioned, attributes } = cookie;
  return [
    ['Path', textOf(path)],
    ['Domain', textOf(domain)],
    ['HttpOnly', textOf(httpOnly)],
    ['Secure', secure === true ? 'true' : null],
    ['SameSite', typeof sameSite === 'string' ? SAME_SITE[sameSite] : null],
    ['Max-Age', textOf(maxAge)],
    ['Partitioned', partitioned === true ? '' : null],
    ...Object.entries(attributes ?? {}),
  ];
}

function textOf(value: string | number | boolean | undefined): string | null {
  return value === undefined ? null : String(value);
}

function checkTypes(cookie: CookieOptions): void {
  if (!isObject(cookie)) {
    throw new OptionError('cookie', cookie, 'an object or a SessionCookieConfig');
  }
  for (const [option, value] of Object.entries(cookie)) {
    if (!Object.hasOwn(RULES, option)) {
      const known = Object.keys(RULES).join(', ');
      throw new OptionError(`cookie.${option}`, value, `left out: it is none of ${known}`);
    }
    const [holds, wants] = RULES[option as keyof CookieOptions];
    if (value !== undefined && !holds(value)) {
      throw new OptionError(`cookie.${option}`, value, wants);
    }
  }
  for (const [attribute, value] of Object.entries(cookie.attributes ?? {})) {
    checkAttribute(attribute, value);
  }
}

/**
 * Decides all about the cookie that can be decided beforehand, and refuses what a browser would not
 * take, or what could be more than one attribute.
 * @throws OptionError that names the option, such as `cookie.domain`
 */
export function resolveCookie(
  cookie: CookieOptions | SessionCookieConfig | undefined,
  contextPath: string,
): ResolvedCookie {
  const config = toCookieConfig(cookie);
  const defaults = cookieDefaultsOf(config);
  const path = config.getPath();
  const resolved: ResolvedCookie = {
    name: checkName(config.getName() ?? 'JSESSIONID'),
    parameterName: config.getName() ?? 'jsessionid',
    path:
      path === null
        ? checkPath('contextPath', contextPath === '' ? '/' : contextPath)
        : checkPath('cookie.path', path),
    domain: checkDomain(config.getDomain()),
    httpOnly: config.isHttpOnly(),
    secure: config.isSecure() || defaults.secure,
    sameSite: sameSiteOf(config.getAttribute('SameSite'), defaults.sameSite),
    maxAge: Math.max(config.getMaxAge(), -1),
    partitioned: isOn(config.getAttribute('Partitioned') ?? 'false'),
    extra: extraOf(config.getAttributes()),
  };
  checkBrowserRules(resolved);
  return Object.freeze(resolved);
}

function sameSiteOf(
  value: string | null,
  fallback: CookieAttributes['sameSite'],
): CookieAttributes['sameSite'] {
  if (value === null) return fallback;
  if (value === '') return undefined;
  const known = Object.values(SAME_SITE).find((name) => name.toLowerCase() === value.toLowerCase());
  if (known === undefined) throw new OptionError('cookie.sameSite', value, RULES.sameSite[1]);
  return known;
}

function extraOf(attributes: ReadonlyMap<string, string>): CookieAttributes['extra'] {
  const extra = [...attributes].filter(([name]) => !HANDLED.has(name.toLowerCase()));
  for (const [name, value] of extra) checkAttribute(name, value);
  return extra;
}
