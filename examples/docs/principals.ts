import { createServer, MemoryStore, SessionManager } from 'httpsession';
import type { SessionRequest, SessionServer, SessionStore } from 'httpsession';

// #region manager
/** No person is signed in on more than three devices: a fourth sign-in ends the oldest. */
export function managerOn(store: SessionStore): SessionManager {
  return new SessionManager({
    store,
    maxSessionsPerPrincipal: { max: 3, onLimit: 'end-oldest' },
  });
}
// #endregion manager

export const manager: SessionManager = managerOn(new MemoryStore());

// #region password
/** First the password, then the sessions: nobody gets in with the old one any more. */
export async function changePassword(
  request: SessionRequest,
  save: (name: string) => Promise<void>,
): Promise<number> {
  const session = request.getSession();
  const name = session.getPrincipal();
  if (name === null) return 0;
  await save(name);
  return manager.invalidateByPrincipal(name, { except: session });
}
// #endregion password

// #region devices
/** What a page shows to end one of them: `POST /devices/<handle>`. */
export async function devicesOf(request: SessionRequest): Promise<object[]> {
  const session = request.getSession();
  const sessions = await manager.listByPrincipal(session.getPrincipal() ?? '');
  return sessions.map(({ handle, lastAccessedAt }) => ({
    handle,
    lastUsed: new Date(lastAccessedAt).toISOString(),
    isThisOne: handle === session.getHandle(),
  }));
}

/** Whether there was one of this person. */
export async function endDevice(request: SessionRequest, handle: string): Promise<boolean> {
  const name = request.getSession().getPrincipal();
  return name !== null && (await manager.invalidateByPrincipal(name, { handle })) > 0;
}
// #endregion devices

export const server: SessionServer = createServer(manager, async (request, response) => {
  const [, what = '', handle = ''] = (request.url ?? '').split('/');
  if (what === 'login') request.getSession().setPrincipal('ann');
  const answers: Record<string, () => unknown> = {
    devices: () => (handle === '' ? devicesOf(request) : endDevice(request, handle)),
    password: () => changePassword(request, () => Promise.resolve()),
  };
  response.end(JSON.stringify((await answers[what]?.()) ?? null));
});
