import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { HttpSession, SessionRequest } from 'httpsession';
import { distantStore } from '../support/distant-store.ts';
import { serve, turn, type Handler, type Options, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

interface Report {
  readonly what: string;
  readonly error: unknown;
}

const reports: Report[] = [];
const note = (message: unknown): void => void reports.push(message as Report);
beforeEach(() => subscribe('httpsession:error', note));
afterEach(() => {
  unsubscribe('httpsession:error', note);
  reports.length = 0;
});

const told = (): string[] => reports.map(({ what }) => what);

const SAVING = 'Saving a session before its response';
const WRITING = 'Writing a session to the store';
const LARGE = 'x'.repeat(300);

describe.each([
  ['later', false],
  ['later', true],
  ['at once', false],
  ['at once', true],
] as const)(
  'a request that cannot be saved, by a store that answers %s (coherent: %s)',
  (answers, coherent) => {
    async function start(
      options: Options = {},
      handler?: Handler,
    ): Promise<{
      app: TestServer;
      store: ReturnType<typeof distantStore>['store'];
      set: (value: unknown) => (request: SessionRequest) => void;
    }> {
      const { clock, store } = distantStore({ answers, coherent });
      const app = await serve({ clock, store, ...options }, handler);
      const set = (value: unknown) => (request: SessionRequest) =>
        request.getSession().setAttribute('a', value);
      return { app, store, set };
    }

    async function rest(): Promise<void> {
      for (let at = 0; at < 20; at += 1) await turn();
    }

    it('is reported once when its session cannot be made', async () => {
      const { app, store, set } = await start();
      store.fail('create');
      expect((await app.visit(set(1))).status).toBe(503);
      await rest();
      expect(told()).toEqual([SAVING]);
    });

    it('is reported once when the store does not take its change, the second time neither', async () => {
      const { app, store, set } = await start();
      const cookie = await startSession(app);
      store.fail('update', 1);
      store.fail('update', 2);
      expect((await app.visit(set(1), { cookie })).status).toBe(503);
      await rest();
      expect(store.count('update')).toBe(2);
      expect(told()).toEqual([SAVING]);
    });

    it('is reported again when another request meets the same', async () => {
      const { app, store, set } = await start();
      const cookie = await startSession(app);
      for (const nth of [1, 2, 3, 4]) store.fail('update', nth);
      await app.visit(set(1), { cookie });
      await rest();
      await app.visit(set(2), { cookie });
      await rest();
      expect(told()).toEqual([SAVING, SAVING]);
    });

    it('is told to onError, and not of the store, when its session is too large', async () => {
      const { app, set } = await start({ limits: { sessionBytes: 200 } });
      expect((await app.visit(set(LARGE))).status).toBe(500);
      await rest();
      expect(app.errors).toMatchObject([{ code: 'HTTPSESSION_LIMIT' }]);
      expect(told()).toEqual([]);
    });

    it('is told of the store and to onError when two things are the matter', async () => {
      const { app, store } = await start({ limits: { sessionBytes: 200 } });
      const cookie = await startSession(app);
      store.fail('update');
      const { status } = await app.visit(
        async (request, response) => {
          const session: HttpSession = request.getSession();
          session.setAttribute('a', 1);
          response.end();
          await rest();
          session.setAttribute('a', LARGE);
        },
        { cookie },
      );
      expect(status).toBe(503);
      await rest();
      expect(told()).toEqual([SAVING, WRITING]);
    });

    it('is no failure when its principal has sessions enough, and the answer says so', async () => {
      const { app } = await start({ maxSessionsPerPrincipal: { max: 1, onLimit: 'reject-new' } });
      const signIn = async (): Promise<number> =>
        (await app.visit((request) => request.getSession().setPrincipal('ann'))).status;
      expect([await signIn(), await signIn()]).toEqual([200, 409]);
      await rest();
      expect(told()).toEqual([]);
      expect(app.errors).toEqual([]);
    });

    it('is reported although nobody is there any more to be answered', async () => {
      const { app, store, set } = await start({}, async (request, response) => {
        request.socket.destroy();
        await once(response, 'close');
        store.fail('update');
        set(1)(request);
      });
      const cookie = await startSession(app);
      await app.get('/', { cookie }).catch(() => undefined);
      await rest();
      expect(told()).toEqual([WRITING]);
    });
  },
);
