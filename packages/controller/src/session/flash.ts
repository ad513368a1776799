import type { HttpSession } from 'httpsession';
import type { HttpServletRequest } from '@httpsession/servlet';

/** Values by name. */
type Values = Readonly<Record<string, unknown>>;

/** Where values for the next request wait in the session. */
const WAITING = 'httpsession.controller.flash';

/** The request attribute with what this request leaves for the next one. */
const LEAVING = 'httpsession.controller.flash.leaving';

/** The request attribute with what the last one has left for this one, once it was looked for. */
const ARRIVED = 'httpsession.controller.flash.arrived';

/** A message that nobody has come for in this time is no news any more. */
const LIFE_MILLISECONDS = 180_000;

/** With more waiting, the oldest are forgotten: somebody redirects to where nobody goes. */
const WAITING_AT_MOST = 16;

/** Values for the request after a redirect. Data only, so that every store can keep it. */
interface Entry {
  /** The path that they are for; `null`: any. */
  readonly path: string | null;
  /** In milliseconds since 1970. */
  readonly until: number;
  readonly values: Values;
}

/** Has a value go along with the redirect that this request ends with. */
export function addFlash(request: HttpServletRequest, name: string, value: unknown): void {
  request.setAttribute(LEAVING, { ...valuesIn(request, LEAVING), [name]: value });
}

/** Has the values that came with this request go along to the next one as well. */
export function keepFlash(request: HttpServletRequest): void {
  const values = { ...arrivedFlash(request), ...valuesIn(request, LEAVING) };
  if (Object.keys(values).length > 0) request.setAttribute(LEAVING, values);
}

/**
 * Puts what goes along into the session, which is created for it; without values, it is not. Called
 * when a redirect is written. Only a request for the path of the location gets the values, so that
 * an image in between does not.
 */
export function sendFlash(request: HttpServletRequest, location: string): void {
  const values = valuesIn(request, LEAVING);
  if (values === undefined) return;
  request.removeAttribute(LEAVING);
  const session = request.getSession();
  const now = Date.now();
  const entry: Entry = { path: pathOf(location), until: now + LIFE_MILLISECONDS, values };
  session.setAttribute(WAITING, [...waitingIn(session, now), entry].slice(-WAITING_AT_MOST));
}

/**
 * The values that came along with the redirect to this request. The first look takes them out of
 * the session, so that no other request gets them. Never creates a session.
 */
export function arrivedFlash(request: HttpServletRequest): Values {
  const arrived = valuesIn(request, ARRIVED);
  if (arrived !== undefined) return arrived;
  const values = take(request);
  request.setAttribute(ARRIVED, values);
  return values;
}

function take(request: HttpServletRequest): Values {
  const session = request.getSession(false);
  if (session === null || session.getAttribute(WAITING) === null) return {};
  const waiting = waitingIn(session, Date.now());
  const path = withoutSlash(request.getRequestURI());
  const found =
    waiting.find((entry) => entry.path === path) ?? waiting.find((entry) => entry.path === null);
  const left = waiting.filter((entry) => entry !== found);
  session.setAttribute(WAITING, left.length === 0 ? null : left);
  return found?.values ?? {};
}

function valuesIn(request: HttpServletRequest, attribute: string): Values | undefined {
  return (request.getAttribute(attribute) ?? undefined) as Values | undefined;
}

function waitingIn(session: HttpSession, now: number): readonly Entry[] {
  const entries = (session.getAttribute(WAITING) ?? []) as readonly Entry[];
  return entries.filter((entry) => entry.until > now);
}

/** The path that a redirect leads to, written as a request for it will write it. */
function pathOf(location: string): string | null {
  const base = 'http://here.invalid/';
  return URL.canParse(location, base) ? withoutSlash(new URL(location, base).pathname) : null;
}

/** `/list` and `/list/` are one page here; a path parameter such as the session id is no part of it. */
function withoutSlash(path: string): string {
  const parameters = path.indexOf(';');
  const plain = parameters === -1 ? path : path.slice(0, parameters);
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain;
}
