import { createServer, SessionManager } from 'httpsession';
import type { SessionRequest, SessionServer } from 'httpsession';

export const manager: SessionManager = new SessionManager();

// #region login
/** Call it once the password was found right. */
export function login(request: SessionRequest, name: string): void {
  const session = request.getSession();
  request.changeSessionId();
  session.setPrincipal(name);
  session.setAttribute('loginUser', name);
}
// #endregion login

// #region everywhere
/** After a change of the password: signs the person out on all other devices. */
export async function logoutElsewhere(request: SessionRequest): Promise<number> {
  const session = request.getSession();
  const name = session.getPrincipal();
  return name === null ? 0 : await manager.invalidateByPrincipal(name, { except: session });
}
// #endregion everywhere

export const server: SessionServer = createServer(manager, async (request, response) => {
  if (request.url === '/login') login(request, 'ann');
  const ended = request.url === '/logout-elsewhere' ? await logoutElsewhere(request) : 0;
  const user: unknown = request.getSession(false)?.getAttribute('loginUser') ?? null;
  response.end(JSON.stringify({ user, ended }));
});
