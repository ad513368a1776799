import { type HttpSession, IllegalStateException, type SessionHandler } from 'httpsession';
import type { Seen } from '../history/entries.ts';
import { setWallClock } from './wall-clock.ts';

/** Attributes that clients set: each is one of its own, so that changes of two of them can meet. */
const PREFIX = 'v.';

type Exchange = Parameters<SessionHandler>;

/**
 * The application whose sessions are rehearsed: one path for each action of a history. Answers are JSON: 200 with
 * what is in the session, 401 without one.
 */
export const application: SessionHandler = async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const wait = Number(searchParams.get('wait') ?? 0);
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  response.setHeader('X-Worker', process.pid);
  const seen = await act(pathname.slice(1), searchParams, request).catch(ended);
  response.statusCode = seen === null ? 401 : 200;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(seen));
};

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
  session.setPrincipal(owner);
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
