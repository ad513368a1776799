import { afterEach, describe, expect, it } from '@jest/globals';
import { MemoryStore } from 'httpsession';

import { Controller, defineController } from '../../src/index.ts';
import { type Answer, controllerOf, LiveServer, SmallApplication } from '../support/live-server.ts';

let server: LiveServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A store that counts the sessions that were put into it. */
class CountingStore extends MemoryStore {
  created = 0;

  override create(...args: Parameters<MemoryStore['create']>): ReturnType<MemoryStore['create']> {
    this.created += 1;
    return super.create(...args);
  }
}

const MATRIX = controllerOf('/do', {
  begin: (c) => {
    c.setSessionAttr('a', 1).renderNull();
  },
  try_getSession: (c) => {
    c.renderText(String(c.getSession().getAttribute('a')));
  },
  try_getSessionOrNull: (c) => {
    c.renderText(String(c.getSession(false)?.getAttribute('a')));
  },
  try_getSessionAttr: (c) => {
    c.renderText(String(c.getSessionAttr('a')));
  },
  try_getSessionAttrOrDefault: (c) => {
    c.renderText(String(c.getSessionAttr('a', 'default')));
  },
  try_setSessionAttr: (c) => {
    c.setSessionAttr('a', 2).renderText(String(c.getSessionAttr('a')));
  },
  // JFinal asks for the session before it sees the null: one is made.
  try_setSessionAttrToNull: (c) => {
    c.setSessionAttr('a', null).renderText(String(c.getSessionAttr('a')));
  },
  try_removeSessionAttr: (c) => {
    c.removeSessionAttr('a').renderText(String(c.getSessionAttr('a')));
  },
});

describe('1. Which of the session methods create a session', () => {
  it.each([
    // method, whether it creates, what it sees without a session, and with one
    ['getSession', true, 'null', '1'],
    ['getSessionOrNull', false, 'undefined', '1'],
    ['getSessionAttr', false, 'null', '1'],
    ['getSessionAttrOrDefault', false, 'default', '1'],
    ['setSessionAttr', true, '2', '2'],
    ['setSessionAttrToNull', true, 'null', 'null'],
    ['removeSessionAttr', false, 'null', 'null'],
  ])('%s: %s', async (method, creates, without, within) => {
    const store = new CountingStore();
    server = await LiveServer.open(new SmallApplication([MATRIX]), { session: { store } });
    const first = await server.get(`/do/try_${method}`);
    expect(first).toMatchObject({ status: 200, text: without });
    expect(first.headers['set-cookie'] !== undefined).toBe(creates);
    expect(store.created).toBe(creates ? 1 : 0);

    server.cookies.clear();
    await server.get('/do/begin');
    const before = store.created;
    const second = await server.get(`/do/try_${method}`);
    expect(second).toMatchObject({ status: 200, text: within });
    expect([second.headers['set-cookie'], store.created]).toEqual([undefined, before]);
  });
});

class FormController extends Controller {
  index(): void {
    this.createToken();
    this.renderText(this.getAttr<string>('_jfinal_token') ?? '');
  }

  async save(): Promise<void> {
    const passed = this.validateToken();
    // The others come in between.
    await new Promise((resolve) => setTimeout(resolve, 20));
    this.renderText(passed ? 'saved' : 'refused');
  }
}
defineController(FormController, { path: '/form', actions: { index: {}, save: {} } });

describe('5. Form tokens', () => {
  async function open(): Promise<LiveServer> {
    server = await LiveServer.open(new SmallApplication([FormController]));
    return server;
  }
  const save = async (client: LiveServer, token: string): Promise<Answer> =>
    client.post('/form/save', { form: { _jfinal_token: token } });

  it('go through once: the same post again is refused', async () => {
    const client = await open();
    const { text: token } = await client.get('/form');
    expect([(await save(client, token)).text, (await save(client, token)).text]).toEqual([
      'saved',
      'refused',
    ]);
  });

  it('are used up by a wrong one', async () => {
    const client = await open();
    const { text: token } = await client.get('/form');
    expect((await save(client, 'wrong')).text).toBe('refused');
    expect((await save(client, token)).text).toBe('refused');
  });

  it('let exactly one of many posts at once through', async () => {
    const client = await open();
    const { text: token } = await client.get('/form');
    const answers = await Promise.all(Array.from({ length: 8 }, () => save(client, token)));
    expect(answers.filter(({ text }) => text === 'saved')).toHaveLength(1);
    expect(answers.filter(({ text }) => text === 'refused')).toHaveLength(7);
  });

  it('make no session when they are checked', async () => {
    const client = await open();
    const answer = await save(client, 'any');
    expect([answer.text, answer.headers['set-cookie']]).toEqual(['refused', undefined]);
  });
});
