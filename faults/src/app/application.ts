import {
  type HttpSession,
  IllegalStateException,
  type SessionHandler,
  type SessionManager,
} from 'httpsession';
import type { Seen } from '../history/entries.ts';
import { setWallClock } from './wall-clock.ts';

/** Attributes that clients set: each is one of its own, so that changes of two of them can meet. */
const PREFIX = 'v.';

type Exchange = Parameters<SessionHandler>;

/**
 * The application whose sessions are rehearsed: one path for each action of a history. Answers are JSON: 200 with
 * what is in the session, 401 without one. Slow ones `wait` before they do it, or `hold` on to the session afterwards.
 */
export function applicationOf(manager: SessionManager): SessionHandler {
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const action = pathname.slice(1);
    await pause(searchParams, 'wait');
    response.setHeader('X-Worker', process.pid);
    const seen =
      action === 'logout'
        ? { ended: await manager.invalidateByPrincipal(searchParams.get('person') ?? '') }
        : await act(action, searchParams, request).catch(ended);
    await pause(searchParams, 'hold');
    response.statusCode = seen === null ? 401 : 200;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(seen));
  };
}

async function pause(parameters: URLSearchParams, name: 'wait' | 'hold'): Promise<void> {
  const ms = Number(parameters.get(name) ?? 0);
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Another request has ended the session meanwhile: for this one there is none. */
function ended(error: unknown): null {
  if (error instanceof IllegalStateException) return null;
  throw error;
}

async function act(
  action: string,
  parameters: URLSearchParams,
  request: Exchange[0],
): Promise<Seen | object | null> {
  if (action === 'free') return {};
  if (action === 'clock') {
    setWallClock(Number(parameters.get('offset') ?? 0));
    return {};
  }
  if (action === 'start') return started(request.getSession(), parameters);
  const session = request.getSession(false);
  if (session === null) return null;
  if (action === 'add') await session.update('n', (n: number | null) => (n ?? 0) + 1);
  if (action === 'set') {
    session.setAttribute(PREFIX + (parameters.get('name') ?? ''), parameters.get('value'));
  }
  if (action === 'rename') request.changeSessionId();
  const seen = contentOf(session);
  if (action === 'end') session.invalidate();
  return seen;
}

function started(session: HttpSession, parameters: URLSearchParams): Seen {
  const owner = parameters.get('owner') ?? '';
  session.setAttribute('owner', owner);
  session.setAttribute('n', 0);
  session.setPrincipal(parameters.get('person') ?? owner);
  return contentOf(session);
}

function contentOf(session: HttpSession): Seen {
  const values: Record<string, string> = {};
  for (const name of session.getAttributeNames()) {
    if (name.startsWith(PREFIX))
      values[name.slice(PREFIX.length)] = String(session.getAttribute(name));
  }
  return {
    owner: String(session.getAttribute('owner')),
    n: Number(session.getAttribute('n')),
    values,
  };
}
