import { expect, test } from '@jest/globals';
import {
  createServer,
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  WebApplication,
} from '@httpsession/servlet';
import { request, response, session } from '../src/http/index.ts';
import { AmbientFilter, type AmbientFilterOptions } from '../src/index.ts';
import { serve } from './support/serve.ts';

type Work = (request: HttpServletRequest, response: HttpServletResponse) => void | Promise<void>;

class WorkServlet extends HttpServlet {
  readonly #work: Work;

  constructor(work: Work) {
    super();
    this.#work = work;
  }

  override service(req: HttpServletRequest, res: HttpServletResponse): void | Promise<void> {
    return this.#work(req, res);
  }
}

function app(works: Record<string, Work>, options?: AmbientFilterOptions): WebApplication {
  return new WebApplication({
    contextPath: '/shop',
    session: { store: 'memory' },
    filters: { ambient: { filter: new AmbientFilter(options), urlPatterns: ['/*'] } },
    servlets: Object.fromEntries(
      Object.entries(works).map(([name, work]) => [
        name,
        { servlet: new WorkServlet(work), urlPatterns: [`/${name}/*`] },
      ]),
    ),
  });
}

test('servlets behind the filter have session, request and response', async () => {
  const server = createServer(
    app({
      visit: async (_req, res) => {
        const visits = ((session.getAttribute('visits') as number | null) ?? 0) + 1;
        session.setAttribute('visits', visits);
        await new Promise(setImmediate);
        response.setHeader('X-Visits', String(visits));
        res.getOutputStream().print('visit ');
        response.print(
          `${visits} ${request.getContextPath()} ${request.getServicePath()} ${request.getPathInfo()}`,
        );
      },
    }),
  );
  await serve(server, async (get) => {
    const first = await get('/shop/visit/a');
    expect(first.text).toBe('visit 1 /shop /visit /a');
    const second = await get('/shop/visit', { headers: { Cookie: first.cookie! } });
    expect(second.text).toBe('visit 2 /shop /visit null');
    expect(second.headers.get('X-Visits')).toBe('2');
  });
});

test('a body is there for scripts and for servlets', async () => {
  const server = createServer(
    app({
      stream: async (req) => {
        const lines: string[] = [];
        for await (const line of req.getReader()) lines.push(line);
        response.json([request.getText(), lines]);
      },
      reader: async (req) => {
        const reader = req.getReader();
        response.json([await reader.readLine(), await reader.text(), await reader.readLine()]);
      },
    }),
  );
  await serve(server, async (get) => {
    const init = {
      method: 'POST',
      body: 'a\r\nb\nc\rd',
      headers: { 'Content-Type': 'text/plain' },
    };
    expect(JSON.parse((await get('/shop/stream', init)).text)).toEqual([
      'a\r\nb\nc\rd',
      ['a', 'b', 'c', 'd'],
    ]);
    expect(JSON.parse((await get('/shop/reader', init)).text)).toEqual(['a', 'b\nc\rd', null]);
  });
});

test('a body over the limit does not reach the servlet', async () => {
  let isReached = false;
  const server = createServer(app({ x: () => void (isReached = true) }, { bodyLimit: 3 }));
  await serve(server, async (get) => {
    expect((await get('/shop/x', { method: 'PUT', body: 'four' })).status).toBe(413);
    expect(isReached).toBe(false);
    expect((await get('/shop/x', { method: 'PUT', body: 'abc' })).status).toBe(200);
    expect(isReached).toBe(true);
  });
});

test('a forward shows the path of where it went', async () => {
  const server = createServer(
    app({
      from: (req, res) => req.getRequestDispatcher('/to/there')!.forward(req, res),
      to: () => response.print(`${request.getServicePath()} ${request.getPathInfo()}`),
    }),
  );
  await serve(server, async (get) => {
    expect((await get('/shop/from')).text).toBe('/from null');
  });
});

test('a forward behind a filter for forwards has an exchange of its own', async () => {
  const application = new WebApplication({
    session: { store: 'memory' },
    filters: {
      ambient: {
        filter: new AmbientFilter(),
        urlPatterns: ['/*'],
        dispatcherTypes: ['REQUEST', 'FORWARD'],
      },
    },
    servlets: {
      from: {
        servlet: new WorkServlet((req, res) =>
          req.getRequestDispatcher('/to/there')!.forward(req, res),
        ),
        urlPatterns: ['/from'],
      },
      to: {
        servlet: new WorkServlet(() =>
          response.print(`${request.getServicePath()} ${request.getPathInfo()}`),
        ),
        urlPatterns: ['/to/*'],
      },
    },
  });
  await serve(createServer(application), async (get) => {
    expect((await get('/from')).text).toBe('/to /there');
  });
});

test('sendError has the page of the application', async () => {
  const application = new WebApplication({
    session: { store: 'memory' },
    errorPages: { 404: '/missing' },
    filters: { ambient: { filter: new AmbientFilter(), urlPatterns: ['/*'] } },
    servlets: {
      x: { servlet: new WorkServlet(() => response.sendError(404)), urlPatterns: ['/x'] },
      missing: {
        servlet: new WorkServlet((_req, res) => res.getWriter().print('my page')),
        urlPatterns: ['/missing'],
      },
    },
  });
  await serve(createServer(application), async (get) => {
    const { status, text } = await get('/x');
    expect([status, text]).toEqual([404, 'my page']);
  });
});
