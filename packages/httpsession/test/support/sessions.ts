import type { HttpSession } from 'httpsession';
import type { Call, TestServer } from './serve.ts';

/** Makes a session in a request of its own and gives the Cookie header that joins it. */
export async function startSession(
  app: TestServer,
  prepare: (session: HttpSession) => void = () => undefined,
): Promise<string> {
  const visit = await app.visit((request) => prepare(request.getSession()));
  return visit.cookie;
}

/** Whether a request finds a session. Asking is an access, as every request is. */
export async function findsSession(app: TestServer, call: Call): Promise<boolean> {
  const visit = await app.visit((request) => request.getSession(false) !== null, call);
  return visit.result;
}

/** The Cookie header for a session whose response is not over yet. */
export function cookieOf(session: HttpSession): string {
  return `JSESSIONID=${session.getId()}`;
}
