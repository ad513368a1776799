import { describe, expect, it } from '@jest/globals';
import {
  type Filter,
  type FilterChain,
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  type MaybePromise,
  WebApplication,
} from '../../src/index.ts';
import { serveApps } from '../support/web-server.ts';

class CountServlet extends HttpServlet {
  override doGet(request: HttpServletRequest, response: HttpServletResponse): void {
    const session = request.getSession();
    const count = Number(session.getAttribute('count') ?? 0) + 1;
    session.setAttribute('count', count);
    response.getWriter().print(`${request.getServletPath()} ${String(count)}`);
  }
}

class StampFilter implements Filter {
  doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void> {
    response.setHeader('X-Filter', 'before');
    return chain.doFilter(request, response);
  }
}

describe('a web application', () => {
  it('answers with a servlet behind a filter, and a session that lasts', async () => {
    const server = await serveApps(
      new WebApplication({
        servlets: { count: { servlet: CountServlet, urlPatterns: ['/count'] } },
        filters: { stamp: { filter: StampFilter, urlPatterns: ['/*'] } },
      }),
    );
    const first = await server.get('/count');
    expect(first.status).toBe(200);
    expect(first.body).toBe('/count 1');
    expect(first.headers['x-filter']).toBe('before');
    expect(first.cookie).toMatch(/^JSESSIONID=/);
    const second = await server.get('/count', { cookie: first.cookie });
    expect(second.body).toBe('/count 2');
    expect(second.cookie).toBeUndefined();
    expect((await server.get('/count')).body).toBe('/count 1');
  });

  it('answers what no servlet has with 404, and a target that cannot be read with 400', async () => {
    const server = await serveApps(
      new WebApplication({
        servlets: { count: { servlet: CountServlet, urlPatterns: ['/count'] } },
      }),
    );
    expect((await server.get('/other')).status).toBe(404);
    expect((await server.get('/%2e%2e/count')).status).toBe(400);
    expect((await server.get('/count', { method: 'POST' })).status).toBe(405);
  });
});
