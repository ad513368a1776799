import { once } from 'node:events';
import { Agent, get } from 'node:http';

/** For servers that keep no session: as long as a real one, so that the request is. */
const NO_SESSION = 'JSESSIONID=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/**
 * Makes sessions as a browser would, and gives the cookie header of each.
 * @param {number} port
 * @param {number} count
 * @returns {Promise<string[]>}
 */
export async function logIn(port, count) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = [];
  for (let index = 0; index < count; index++) {
    const [response] = await once(
      get({ port, host: '127.0.0.1', path: '/create', agent }),
      'response',
    );
    response.resume();
    await once(response, 'end');
    const cookies = response.headers['set-cookie'] ?? [NO_SESSION];
    headers.push(cookies.map((cookie) => cookie.split(';', 1)[0]).join('; '));
  }
  agent.destroy();
  return headers;
}
