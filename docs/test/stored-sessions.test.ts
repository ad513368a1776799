import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createServer, MemoryStore, SessionManager } from 'httpsession';
import { encrypted } from '../../examples/docs/encryption.ts';
import { server } from '../../examples/docs/principals.ts';
import { cookieOf, listen } from './support.ts';

async function ask(url: string, cookie: string): Promise<unknown> {
  return (await fetch(url, { headers: { cookie } })).json();
}

describe('log-out-everywhere', () => {
  it('lists the devices of a person, and ends one of them, or all others', async () => {
    const url = await listen(server);
    const login = async (): Promise<string> => cookieOf(await fetch(`${url}/login`));
    const cookies = [await login(), await login(), await login(), await login()];
    expect(await ask(`${url}/devices`, cookies[0]!)).toEqual([]);
    const devices = (await ask(`${url}/devices`, cookies[3]!)) as {
      handle: string;
      isThisOne: boolean;
    }[];
    expect(devices.map(({ isThisOne }) => isThisOne)).toEqual([false, false, true]);
    expect(await ask(`${url}/devices/${devices[0]!.handle}`, cookies[3]!)).toBe(true);
    expect(await ask(`${url}/password`, cookies[3]!)).toBe(1);
    expect(await ask(`${url}/devices`, cookies[2]!)).toEqual([]);
    expect(await ask(`${url}/devices`, cookies[3]!)).toHaveLength(1);
  });
});

describe('encrypt-sessions', () => {
  it('minds no white space around keys, and says when there are none', () => {
    const [k1, k2] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
    expect(() => encrypted(new MemoryStore(), ` ${k1}  ${k2}\n`)).not.toThrow();
    expect(() => encrypted(new MemoryStore(), '')).toThrow('a list of at least one key');
  });

  it('keeps sessions through a rotation of the keys', async () => {
    const inner = new MemoryStore({ coherent: false });
    const [k1, k2] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64url')];
    const urls = await Promise.all(
      [k1, `${k2} ${k1}`, k2].map((keys) => {
        const manager = new SessionManager({ store: encrypted(inner, keys), contextPath: '/shop' });
        return listen(
          createServer(manager, (request, response) => {
            const session = request.getSession();
            const visits = Number(session.getAttribute('visits') ?? 0) + 1;
            session.setAttribute('visits', visits);
            response.end(String(visits));
          }),
        );
      }),
    );
    const cookie = cookieOf(await fetch(urls[0]!));
    expect([await ask(urls[1]!, cookie), await ask(urls[2]!, cookie)]).toEqual([2, 3]);
  });
});
