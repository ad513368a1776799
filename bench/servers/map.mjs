import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { answer, distinctString, missing, USER } from './answer.mjs';

const COOKIE = 'sid=';

/**
 * A Map of Maps under a random id: what people write by hand. It has no limit; with
 * `scanEveryMs` it has the usual expiry, a timer that looks at every session.
 * @param {{ scanEveryMs?: number }} [options]
 * @param {() => number | undefined} [fillDeadline] when the sessions of /fill end
 */
export function open({ scanEveryMs } = {}, fillDeadline = () => undefined) {
  const sessions = new Map();
  let counter = 0;

  function find(request) {
    const header = request.headers.cookie;
    const start = header === undefined ? -1 : header.indexOf(COOKIE);
    if (start === -1) return undefined;
    const end = header.indexOf(';', start);
    return sessions.get(header.slice(start + COOKIE.length, end === -1 ? undefined : end));
  }

  function create(response) {
    const id = randomBytes(24).toString('base64url');
    const session = new Map();
    sessions.set(id, session);
    response.setHeader('Set-Cookie', `${COOKIE}${id}; Path=/; HttpOnly; SameSite=Lax`);
    return session;
  }

  const server = createServer((request, response) => {
    if (request.url === '/create') create(response).set('user', USER);
    else if (request.url === '/fill') {
      const session = create(response).set('data', distinctString());
      const deadline = fillDeadline();
      if (deadline !== undefined) session.set('deadline', deadline);
    } else {
      const session = find(request);
      if (session?.get('user') !== USER) return missing(response);
      if (request.url === '/write') session.set('count', ++counter);
    }
    answer(response);
  });

  let timer;
  if (scanEveryMs !== undefined) {
    timer = setInterval(() => {
      const now = Date.now();
      for (const [id, session] of sessions) {
        if (session.get('deadline') <= now) sessions.delete(id);
      }
    }, scanEveryMs);
  }

  return {
    server,
    count: () => sessions.size,
    reset: () => sessions.clear(),
    close: () => clearInterval(timer),
  };
}
