import type { CookieOptions, SessionOptions } from 'httpsession';
import { DescriptorError } from './descriptor-error.ts';
import { shown } from './element-values.ts';
import type {
  SessionCookieDescriptor,
  SessionDescriptor,
  WebDescriptor,
} from './web-descriptor.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Attributes that `CookieOptions` has options for, by their names in lower case. */
type Attribute = (value: string) => Partial<CookieOptions> | undefined;

const ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ['domain', (domain) => ({ domain })],
  ['path', (path) => ({ path })],
  ['httponly', (value) => flag(value, (httpOnly) => ({ httpOnly }))],
  ['secure', (value) => flag(value, (secure) => (secure ? { secure } : {}))],
  ['partitioned', (value) => flag(value, (partitioned) => ({ partitioned }))],
  ['samesite', sameSite],
  ['max-age', maxAge],
  // Without effect since Servlet 6.0.
  ['comment', () => ({})],
  ['version', () => ({})],
]);

/**
 * The session options that a descriptor stands for. What it does not say is left out, so that
 * `{ ...defaults, ...sessionOptionsOf(descriptor) }` means what it seems to.
 * @throws DescriptorError for the tracking mode SSL, and for a cookie attribute that is wrong
 */
export function sessionOptionsOf(descriptor: WebDescriptor): SessionOptions {
  const { session } = descriptor;
  const { timeoutMinutes, sessionMax } = session;
  const cookie = cookieOptionsOf(session.cookie, session.source);
  const trackingModes = trackingModesOf(session);
  return {
    ...(timeoutMinutes === undefined ? {} : { sessionTimeout: timeoutMinutes }),
    // Resin's cap is kept by the least recently used.
    ...(sessionMax === undefined ? {} : { sessionMax, culling: 'lru' }),
    ...(trackingModes === undefined ? {} : { trackingModes }),
    ...(Object.keys(cookie).length === 0 ? {} : { cookie }),
  };
}

function trackingModesOf(session: SessionDescriptor): ('COOKIE' | 'URL')[] | undefined {
  return session.trackingModes?.map((mode) => {
    if (mode !== 'SSL') return mode;
    const place = { file: session.source, element: 'tracking-mode' };
    throw new DescriptorError(place, 'is SSL, which is not supported; use COOKIE or URL');
  });
}

function cookieOptionsOf(cookie: SessionCookieDescriptor, source: string): CookieOptions {
  const options: Mutable<CookieOptions> = {};
  const others: Record<string, string> = {};
  for (const [name, value] of cookie.attributes) {
    const attribute = ATTRIBUTES.get(name.toLowerCase());
    if (attribute === undefined) {
      others[name] = value;
      continue;
    }
    const chosen = attribute(value);
    if (chosen === undefined) {
      const place = { file: source, element: 'attribute' };
      throw new DescriptorError(place, `gives ${shown(name)} the value ${shown(value)}`);
    }
    Object.assign(options, chosen);
  }
  if (Object.keys(others).length > 0) options.attributes = others;
  return { ...options, ...elementsOf(cookie) };
}

/** The elements have the last word over attributes of the same name. */
function elementsOf(cookie: SessionCookieDescriptor): CookieOptions {
  const { name, domain, path, httpOnly, secure, maxAge: seconds } = cookie;
  return {
    ...(name === undefined ? {} : { name }),
    ...(domain === undefined ? {} : { domain }),
    ...(path === undefined ? {} : { path }),
    ...(httpOnly === undefined ? {} : { httpOnly }),
    // In a descriptor, false means: as the request came in. That is what we do when nothing is said.
    ...(secure === true ? { secure } : {}),
    ...(seconds === undefined ? {} : { maxAge: seconds }),
  };
}

function flag(
  value: string,
  options: (isOn: boolean) => Partial<CookieOptions>,
): Partial<CookieOptions> | undefined {
  const text = value.toLowerCase();
  if (text === '' || text === 'true') return options(true);
  return text === 'false' ? options(false) : undefined;
}

function sameSite(value: string): Partial<CookieOptions> | undefined {
  const text = value.toLowerCase();
  if (text === '' || text === 'unset') return { sameSite: false };
  const known = (['lax', 'strict', 'none'] as const).find((word) => word === text);
  return known === undefined ? undefined : { sameSite: known };
}

function maxAge(value: string): Partial<CookieOptions> | undefined {
  const seconds = Number(value);
  return value !== '' && Number.isInteger(seconds) ? { maxAge: seconds } : undefined;
}
