import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SessionResponse } from 'httpsession';
import { backings } from '../support/backings.ts';
import { connectTo, once } from '../support/raw-client.ts';
import { serve } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

/** Answers with `body`; the cookies that the application sets in it. */
interface Form {
  readonly answer: (response: SessionResponse) => unknown;
  readonly cookies?: readonly string[];
  readonly status?: number;
  readonly body?: string;
  readonly method?: string;
}

const both = ['theme=dark', 'lang=en'];

const forms: Record<string, Form> = {
  'an implied head, by end': { answer: (response) => response.end('body') },
  'an implied head, by write': {
    answer: (response) => {
      response.write('bo');
      response.end('dy');
    },
  },
  'an implied head after setHeader': {
    answer: (response) => response.setHeader('Set-Cookie', 'theme=dark').end('body'),
    cookies: ['theme=dark'],
  },
  'setHeader with a list': {
    answer: (response) => response.setHeader('set-cookie', both).end('body'),
    cookies: both,
  },
  'setHeaders with a Map': {
    answer: (response) => response.setHeaders(new Map([['Set-Cookie', both]])).end('body'),
    cookies: both,
  },
  'setHeaders with Headers': {
    answer: (response) => {
      response.setHeaders(
        new Headers([
          ['Set-Cookie', 'theme=dark'],
          ['Set-Cookie', 'lang=en'],
        ]),
      );
      response.end('body');
    },
    cookies: both,
  },
  appendHeader: {
    answer: (response) =>
      response
        .appendHeader('Set-Cookie', 'theme=dark')
        .appendHeader('SET-COOKIE', 'lang=en')
        .end('body'),
    cookies: both,
  },
  'writeHead with a status only': {
    answer: (response) => response.writeHead(201).end('body'),
    status: 201,
  },
  'writeHead with an object': {
    answer: (response) => response.writeHead(200, { 'Set-Cookie': both }).end('body'),
    cookies: both,
  },
  'writeHead with an object, in lower case': {
    answer: (response) => response.writeHead(200, { 'set-cookie': 'theme=dark' }).end('body'),
    cookies: ['theme=dark'],
  },
  'writeHead with an object, in odd case': {
    answer: (response) => response.writeHead(200, { 'sEt-COOKIE': 'theme=dark' }).end('body'),
    cookies: ['theme=dark'],
  },
  'writeHead with a flat list': {
    answer: (response) =>
      response
        .writeHead(200, ['Set-Cookie', 'theme=dark', 'X-A', '1', 'set-cookie', 'lang=en'])
        .end('body'),
    cookies: both,
  },
  'writeHead with a list of pairs': {
    answer: (response) => {
      const pairs = [
        ['Set-Cookie', 'theme=dark'],
        ['SET-COOKIE', 'lang=en'],
      ];
      response.writeHead(200, pairs as unknown as string[]).end('body');
    },
    cookies: both,
  },
  'writeHead with a reason and an object': {
    answer: (response) =>
      response.writeHead(200, 'Fine', { 'Set-Cookie': 'theme=dark' }).end('body'),
    cookies: ['theme=dark'],
  },
  'writeHead with a reason and a list': {
    answer: (response) => response.writeHead(200, 'Fine', ['Set-Cookie', 'theme=dark']).end('body'),
    cookies: ['theme=dark'],
  },
  'writeHead with a reason only, after setHeader': {
    answer: (response) => {
      response.setHeader('Set-Cookie', both);
      response.writeHead(200, 'Fine').end('body');
    },
    cookies: both,
  },
  'writeHead with an object, after setHeader of another field': {
    answer: (response) => {
      response.setHeader('X-A', '1');
      response.writeHead(200, { 'Set-Cookie': both }).end('body');
    },
    cookies: both,
  },
  'writeHead with a list, after setHeader of another field': {
    answer: (response) => {
      response.setHeader('X-A', '1');
      response.writeHead(200, ['Set-Cookie', 'theme=dark', 'Set-Cookie', 'lang=en']).end('body');
    },
    cookies: both,
  },
  'writeHead, then write': {
    answer: (response) => {
      response.writeHead(200, { 'Content-Length': 4 });
      response.write('bo');
      response.end('dy');
    },
  },
  flushHeaders: {
    answer: (response) => {
      response.setHeader('Set-Cookie', 'theme=dark');
      response.flushHeaders();
      response.end('body');
    },
    cookies: ['theme=dark'],
  },
  'writeHead, then flushHeaders': {
    answer: (response) => {
      response.writeHead(200, { 'Set-Cookie': 'theme=dark' });
      response.flushHeaders();
      response.write('body');
      response.end();
    },
    cookies: ['theme=dark'],
  },
  pipe: {
    answer: (response) => Readable.from(['bo', 'dy']).pipe(response),
  },
  pipeline: {
    answer: (response) => pipeline(Readable.from(['bo', 'dy']), response),
  },
  'writeContinue before': {
    answer: (response) => {
      response.writeContinue();
      response.end('body');
    },
  },
  'writeProcessing before': {
    answer: (response) => {
      response.writeProcessing();
      response.writeHead(200, { 'Set-Cookie': 'theme=dark' }).end('body');
    },
    cookies: ['theme=dark'],
  },
  'writeEarlyHints before': {
    answer: (response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
      response.end('body');
    },
  },
  'a redirect': {
    answer: (response) => response.writeHead(302, { Location: '/next' }).end(),
    status: 302,
    body: '',
  },
  '204': { answer: (response) => response.writeHead(204).end(), status: 204, body: '' },
  '204 by statusCode': {
    answer: (response) => {
      response.statusCode = 204;
      response.end();
    },
    status: 204,
    body: '',
  },
  '304': { answer: (response) => response.writeHead(304).end(), status: 304, body: '' },
  HEAD: {
    answer: (response) => response.setHeader('Content-Length', 4).end('body'),
    method: 'HEAD',
    body: '',
  },
  'HEAD with write': {
    answer: (response) => {
      response.writeHead(200, ['Set-Cookie', 'theme=dark']);
      response.write('bo');
      response.end('dy');
    },
    cookies: ['theme=dark'],
    method: 'HEAD',
    body: '',
  },
  'an error of the handler': {
    answer: () => Promise.reject(new Error('thrown by the test')),
    status: 500,
    body: 'Internal Server Error\n',
  },
};

describe.each(backings)('the session cookie, %s', (_name, options) => {
  it.each(Object.entries(forms))('S-17 stands in the head once: %s', async (_form, form) => {
    const ids: string[] = [];
    const app = await serve(options(), (request, response) => {
      ids.push(request.getSession().getId());
      return form.answer(response);
    });
    const client = await connectTo(app.port);
    const answer = await client.request(`${form.method ?? 'GET'} /`);
    expect(answer.status).toBe(form.status ?? 200);
    expect(answer.body).toBe(form.body ?? 'body');
    expect(answer.isWhole).toBe(true);
    expect(answer.sessionCookies.map(({ value }) => value)).toEqual(ids);
    const others = answer.all('set-cookie').filter((line) => !line.startsWith('JSESSIONID='));
    expect(others).toEqual(form.cookies ?? []);
    for (const early of client.informational) expect(early.all('set-cookie')).toEqual([]);
  });

  it.each([
    ['before getSession', true],
    ['after getSession', false],
  ])('S-17 replaces one of its name that was set %s', async (_when, isBefore) => {
    const app = await serve(options(), (request, response) => {
      if (!isBefore) request.getSession();
      response.setHeader('Set-Cookie', ['JSESSIONID=planted', 'a=1', 'JSESSIONID=again', 'b=2']);
      if (isBefore) request.getSession();
      response.end();
    });
    const answer = await once(app.port, 'GET /');
    expect(answer.setCookies.map(({ name }) => name)).toEqual(['a', 'b', 'JSESSIONID']);
    expect(answer.sessionCookies[0]?.value).toMatch(/^[\w-]{32}$/);
  });

  it('S-17 replaces one of its name that writeHead has', async () => {
    const app = await serve(options(), (request, response) => {
      request.getSession();
      response.writeHead(200, ['Set-Cookie', 'JSESSIONID=planted', 'set-COOKIE', 'a=1']).end();
    });
    const answer = await once(app.port, 'GET /');
    expect(answer.setCookies.map(({ name }) => name)).toEqual(['a', 'JSESSIONID']);
    expect(answer.sessionCookies[0]?.value).toMatch(/^[\w-]{32}$/);
  });

  it('S-17 leaves the headers that the application passed as they are', async () => {
    const shared = {
      object: { 'Content-Type': 'text/plain', 'set-cookie': ['a=1'] },
      list: ['Content-Type', 'text/plain', 'Set-Cookie', 'a=1'],
      pairs: [
        ['Content-Type', 'text/plain'],
        ['Set-Cookie', 'a=1'],
      ],
    };
    const before = structuredClone(shared);
    const app = await serve(options(), (request, response) => {
      request.getSession();
      if (request.url?.endsWith('+') === true) response.setHeader('X-A', '1');
      const name = request.url?.replace('+', '').slice(1) as keyof typeof shared;
      response.writeHead(200, shared[name] as string[]).end();
    });
    for (const path of ['/object', '/object+', '/list', '/list+', '/pairs', '/pairs+']) {
      const answer = await once(app.port, `GET ${path}`);
      expect([path, answer.setCookies.map(({ name }) => name)]).toEqual([
        path,
        ['a', 'JSESSIONID'],
      ]);
      expect(answer.all('content-type')).toEqual(['text/plain']);
    }
    expect(shared).toEqual(before);
  });

  it('S-17 is not sent again for a session that the client knows', async () => {
    const app = await serve(options(), (request, response) => {
      request.getSession().setAttribute('seen', true);
      response.writeHead(200, { 'Set-Cookie': 'a=1' }).end();
    });
    const cookie = await startSession(app);
    const answer = await once(app.port, 'GET /', `Cookie: ${cookie}`);
    expect(answer.all('set-cookie')).toEqual(['a=1']);
  });

  it('S-23 is not on a 304 for a session that ended, nor for one that lives', async () => {
    const app = await serve(options(), (request, response) => {
      if (request.url === '/logout') request.getSession().invalidate();
      response.writeHead(304).end();
    });
    const cookie = await startSession(app);
    const living = await once(app.port, 'GET /', `Cookie: ${cookie}`);
    expect(living.all('set-cookie')).toEqual([]);
    const ended = await once(app.port, 'GET /logout', `Cookie: ${cookie}`);
    expect(ended.all('set-cookie')).toEqual([]);
  });
});
