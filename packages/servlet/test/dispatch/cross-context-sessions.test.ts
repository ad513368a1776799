import { describe, expect, test } from '@jest/globals';
import { type HttpSession, MemoryStore, type SessionStore } from 'httpsession';
import type { HttpServletRequest } from '../../src/index.ts';
import { deferred } from '../support/deferred.ts';
import { type Handler, openSite, type Site, type SiteOptions } from './site.ts';

/** A store that takes its time, in front of one that may have been used before. */
function distant(store: MemoryStore, before: () => Promise<void>): SessionStore {
  return {
    load: async (key, known) => store.load(key, known),
    create: async (record) => {
      await before();
      return store.create(record);
    },
    update: async (key, change) => store.update(key, change),
    rename: async (oldKey, newKey) => store.rename(oldKey, newKey),
    delete: async (key) => store.delete(key),
    takeExpired: async (limit, leaseMs) => store.takeExpired(limit, leaseMs),
    close: () => undefined,
  };
}

/** Lets /other/<path> answer, with an include. */
function include(path: string): Handler {
  return (request, response) =>
    request
      .getServletContext()
      .getContext('/other')
      ?.getRequestDispatcher(path)
      ?.include(request, response);
}

/** The number of the visit, which the session counts. */
function visitOf(session: HttpSession): number {
  const visit = Number(session.getAttribute('visits') ?? 0) + 1;
  session.setAttribute('visits', visit);
  return visit;
}

const count: Handler = (request, response) => {
  response.getWriter().print(`other:${visitOf(request.getSession())} `);
};

/** Counts for itself, and has /other count in between. */
const countBoth: Handler = async (request, response) => {
  const before = request.getSession();
  await include('/count')(request, response);
  const isSame = request.getSession(false) === before;
  response.getWriter().print(`one:${visitOf(request.getSession())} ${String(isSame)}`);
};

const ask =
  (question: (request: HttpServletRequest) => unknown): Handler =>
  (request, response) =>
    response.getWriter().print(String(question(request)));

function open(
  handlers: { one?: SiteOptions['handlers']; other?: SiteOptions['handlers'] } = {},
  session: { one?: SiteOptions['session']; other?: SiteOptions['session'] } = {},
): Promise<Site> {
  return openSite(
    {
      contextPath: '/one',
      handlers: { '/both': countBoth, '/from': include('/count'), ...handlers.one },
      ...(session.one !== undefined && { session: session.one }),
    },
    {
      contextPath: '/other',
      handlers: { '/count': count, ...handlers.other },
      ...(session.other !== undefined && { session: session.other }),
    },
  );
}

/** The cookies of an answer as `name path`, with the value that a browser would send back. */
async function visit(site: Site, path: string, cookie?: string) {
  const answer = await site.get(path, cookie === undefined ? {} : { lines: [`Cookie: ${cookie}`] });
  const cookies = answer.all('set-cookie').map((line) => {
    const [, pair = '', cookiePath = ''] = /^([^;]*).*; Path=([^;]*)/.exec(line) ?? [];
    return { pair, path: cookiePath, isGone: line.includes('Max-Age=0') };
  });
  const of = (wanted: string): string =>
    cookies.find((each) => each.path === wanted)?.pair ?? 'no cookie';
  return { ...answer, cookies, of };
}

describe('the session of a target in another application', () => {
  test('is its own, with the id of the caller, who has the same one after (SES-190)', async () => {
    const id: Handler = (request, response) => {
      const session = request.getSession();
      response.getWriter().print(`${session.getId()} ${session.isNew()} `);
    };
    const both: Handler = async (request, response) => {
      await id(request, response);
      await include('/id')(request, response);
      await id(request, response);
    };
    const site = await open({ one: { '/ids': both }, other: { '/id': id } });

    const [own, , foreign, isNew, after] = (await visit(site, '/one/ids')).body.split(' ');

    expect([foreign, isNew, after]).toEqual([own, 'true', own]);
  });

  test('sees no attribute of the caller, by include and by forward (SES-190)', async () => {
    const put: Handler = (request) => request.getSession().setAttribute('secret', 'of one');
    const forward: Handler = async (request, response) => {
      await put(request, response);
      const context = request.getServletContext().getContext('/other');
      await context?.getRequestDispatcher('/see')?.forward(request, response);
    };
    const see = ask((request) => request.getSession().getAttribute('secret'));
    const site = await open({ one: { '/forward': forward }, other: { '/see': see } });

    expect((await visit(site, '/one/forward')).body).toBe('null');
    expect((await visit(site, '/one/both')).body).toBe('other:1 one:1 true');
  });

  test('names its application, and its listeners hear of it (SES-190)', async () => {
    const heard: string[] = [];
    const listenerOf = (who: string) => ({
      listeners: [{ sessionCreated: () => void heard.push(who) }],
    });
    const name = ask((request) => request.getSession().getServletContext().getContextPath());
    const site = await open(
      { one: { '/name': include('/name') }, other: { '/name': name } },
      { one: listenerOf('one'), other: listenerOf('other') },
    );

    expect((await visit(site, '/one/name')).body).toBe('/other');
    expect(heard).toEqual(['one', 'other']);
  });

  test('has a cookie of its own, for its own path (SES-190)', async () => {
    const answer = await visit(await open(), '/one/both');

    expect(answer.cookies.map(({ path }) => path)).toEqual(['/other', '/one']);
    expect(answer.of('/other')).toBe(answer.of('/one'));
    expect(answer.all('vary')).toEqual(['Cookie']);
  });

  test('is not made by asking whether there is one (SES-190)', async () => {
    const none = ask((request) => request.getSession(false));
    const site = await open({ one: { '/none': include('/none') }, other: { '/none': none } });

    const answer = await visit(site, '/one/none');

    expect([answer.body, answer.cookies]).toEqual(['null', []]);
  });

  test('is that of the client, by whichever way the target is reached (SES-191)', async () => {
    const site = await open();
    const first = await visit(site, '/one/both');

    expect((await visit(site, '/one/both', first.of('/one'))).body).toBe('other:2 one:2 true');
    expect((await visit(site, '/other/count', first.of('/other'))).body).toBe('other:3 ');
    const again = await visit(site, '/one/from', first.of('/one'));
    expect([again.body, again.cookies]).toEqual(['other:4 ', []]);
  });

  test('may have been made directly, where its cookie comes along (SES-191)', async () => {
    const site = await open({}, { other: { cookie: { name: 'OTHERID', path: '/' } } });
    const direct = await visit(site, '/other/count');

    expect((await visit(site, '/one/from', direct.of('/'))).body).toBe('other:2 ');
    expect((await visit(site, '/other/count', direct.of('/'))).body).toBe('other:3 ');
  });

  test('is one of several requests that make it at once (SES-191)', async () => {
    const bothThere = deferred<undefined>();
    let there = 0;
    const late: Handler = async (request, response) => {
      there += 1;
      if (there === 2) bothThere.resolve(undefined);
      await bothThere.promise;
      await count(request, response);
    };
    const site = await open({
      one: { '/start': ask((request) => request.getSession().isNew()), '/late': include('/late') },
      other: { '/late': late },
    });
    const cookie = (await visit(site, '/one/start')).of('/one');

    const bodies = (
      await Promise.all([visit(site, '/one/late', cookie), visit(site, '/one/late', cookie)])
    ).map(({ body }) => body);

    expect(bodies.sort()).toEqual(['other:1 ', 'other:2 ']);
  });

  test('ends alone, and its cookie with it (SES-190)', async () => {
    const end: Handler = (request) => request.getSession(false)?.invalidate();
    const site = await open({ one: { '/end': include('/end') }, other: { '/end': end } });
    const first = await visit(site, '/one/both');

    const ended = await visit(site, '/one/end', first.of('/one'));

    expect(ended.cookies).toEqual([{ pair: 'JSESSIONID=', path: '/other', isGone: true }]);
    expect((await visit(site, '/one/both', first.of('/one'))).body).toBe('other:1 one:2 true');
  });

  test('keeps the id of the caller when it changes it (SES-191)', async () => {
    const change = ask((request) => request.changeSessionId());
    const site = await open({
      one: { '/change': include('/change') },
      other: { '/change': change },
    });
    const first = await visit(site, '/one/both');

    const changed = await visit(site, '/one/change', first.of('/one'));

    expect(changed.of('/one')).toBe(`JSESSIONID=${changed.body}`);
    expect(changed.of('/other')).toBe(changed.of('/one'));
    expect(changed.of('/one')).not.toBe(first.of('/one'));
    expect((await visit(site, '/one/both', changed.of('/one'))).body).toBe('other:2 one:2 true');
  });

  test('knows what the client sent (SES-190)', async () => {
    const requested = ask((request) =>
      [
        request.getRequestedSessionId(),
        request.isRequestedSessionIdValid(),
        request.isRequestedSessionIdFromCookie(),
        request.isRequestedSessionIdFromURL(),
      ].join(' '),
    );
    const site = await open({ one: { '/r': include('/r') }, other: { '/r': requested } });
    const first = await visit(site, '/one/both');
    const id = first.of('/one').slice('JSESSIONID='.length);

    expect((await visit(site, '/one/r', first.of('/one'))).body).toBe(`${id} true true false`);
    expect((await visit(site, '/one/r')).body).toBe(' false false false');
  });
});

describe('a cookie that both applications have', () => {
  const shared = { cookie: { path: '/' } };
  const both = { one: shared, other: shared };

  test('is sent once (SES-190)', async () => {
    const site = await open({}, both);
    const first = await visit(site, '/one/both');

    expect(first.cookies.map(({ path }) => path)).toEqual(['/']);
    expect((await visit(site, '/one/both', first.of('/'))).body).toBe('other:2 one:2 true');
  });

  test('stays while the caller has a session of it (SES-190)', async () => {
    const end: Handler = (request) => request.getSession(false)?.invalidate();
    const handlers = { one: { '/end': include('/end') }, other: { '/end': end } };
    const site = await open(handlers, both);
    const first = await visit(site, '/one/both');

    expect((await visit(site, '/one/end', first.of('/'))).cookies).toEqual([]);
    expect((await visit(site, '/one/both', first.of('/'))).body).toBe('other:1 one:2 true');
  });
});

describe('a target with a store', () => {
  test('is saved before the answer is seen, and found there (SES-191)', async () => {
    const store = new MemoryStore();
    let written = 0;
    const slow = distant(store, async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      written += 1;
    });
    const site = await open({}, { other: { store: slow } });

    const first = await visit(site, '/one/both');
    expect([first.body, written]).toEqual(['other:1 one:1 true', 1]);

    // Another process, which has no session of /one and asks the store for that of /other.
    const elsewhere = await open({}, { other: { store } });
    const { body } = await visit(elsewhere, '/other/count', first.of('/other'));
    expect(body).toBe('other:2 ');
    expect((await visit(site, '/one/both', first.of('/one'))).body).toMatch(
      /^other:[23] one:2 true$/,
    );
  });

  test('that fails is answered with 503, and no cookie (SES-190)', async () => {
    const failing = distant(new MemoryStore(), () => Promise.reject(new Error('store down')));
    const site = await open({}, { other: { store: failing } });

    const answer = await visit(site, '/one/both');

    expect([answer.status, answer.cookies]).toEqual([503, []]);
  });
});
