import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { answer, missing, USER } from '../answer.mjs';

const NAME = 'JSESSIONID=';

/**
 * What somebody writes who knows his database and needs no more than this page: an id in a cookie, and the
 * three questions to the store. No listeners, no change of ids, nothing kept from being overwritten.
 * @param {object} store
 * @param {(id: string, fields: { user: string }) => Promise<unknown>} store.create
 * @param {(id: string) => Promise<{ user?: string } | undefined>} store.load
 * @param {(id: string, count: number | undefined, fields: object) => Promise<unknown>} store.save
 * @param {boolean} [store.savesAlways] a request that only reads is saved as well
 * @param {() => Promise<unknown>} store.close
 */
export function byHand(store) {
  let counter = 0;

  async function handle(request, response) {
    if (request.url === '/create') {
      const id = randomBytes(16).toString('hex');
      await store.create(id, { user: USER });
      response.setHeader('Set-Cookie', `${NAME}${id}; Path=/; HttpOnly; SameSite=Lax`);
      return answer(response);
    }
    const id = idOf(request.headers.cookie);
    const fields = id === undefined ? undefined : await store.load(id);
    if (fields?.user !== USER) return missing(response);
    if (request.url === '/write') await store.save(id, ++counter, fields);
    else if (store.savesAlways) await store.save(id, undefined, fields);
    answer(response);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => missing(response));
  });
  return { server, close: () => store.close() };
}

function idOf(header) {
  const start = header?.indexOf(NAME) ?? -1;
  return start < 0 ? undefined : header.slice(start + NAME.length, start + NAME.length + 32);
}
