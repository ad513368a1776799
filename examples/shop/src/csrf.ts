import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { HttpSession } from 'httpsession';

/** The name of the field that every form carries. */
export const CSRF_FIELD = 'csrf';

/**
 * The session's secret for forms, made when it is first asked for. Another site can make a browser
 * post a form here, cookie and all, but cannot know this value.
 */
export function csrfToken(session: HttpSession): string {
  return session.getAttribute('csrfToken') ?? renewCsrfToken(session);
}

/** Gives the session another token: forms from before a sign-in are worth nothing after it. */
export function renewCsrfToken(session: HttpSession): string {
  const token = randomBytes(32).toString('base64url');
  session.setAttribute('csrfToken', token);
  return token;
}

/** Whether a form carries the token of this session. */
export function isFormOf(session: HttpSession | null, form: URLSearchParams): boolean {
  const expected = session?.getAttribute('csrfToken');
  const sent = form.get(CSRF_FIELD);
  if (expected === null || expected === undefined || sent === null) return false;
  const [a, b] = [Buffer.from(expected), Buffer.from(sent)];
  return a.length === b.length && timingSafeEqual(a, b);
}
