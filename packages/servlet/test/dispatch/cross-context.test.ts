import { describe, expect, test } from '@jest/globals';
import type { RequestDispatcher } from '../../src/index.ts';
import type { HttpServletRequest } from '../../src/index.ts';
import { type Handler, openSite } from './site.ts';

/** Who answers a path of another application. */
function elsewhere(request: HttpServletRequest, path: string): RequestDispatcher | null {
  const context = request.getServletContext().getContext('/other');
  return context?.getRequestDispatcher(path) ?? null;
}

const including: Handler = async (request, response) => {
  const own = request.getSession();
  own.setAttribute('secret', 'of the caller');
  await elsewhere(request, '/to')?.include(request, response);
  response.getWriter().print(` ${String(request.getSession(false) === own)}`);
};

describe('a dispatch into another application', () => {
  test('is in that application', async () => {
    const site = await openSite(
      {
        contextPath: '/one',
        handlers: {
          '/from': (request, response) => elsewhere(request, '/to/x')?.forward(request, response),
        },
      },
      {
        contextPath: '/other',
        handlers: {
          '/to/*': (request, response) => {
            const context = request.getServletContext().getContextPath();
            const writer = response.getWriter();
            writer.print(`${context} ${request.getContextPath()} ${request.getRequestURI()} `);
            return request.getRequestDispatcher('/next')?.include(request, response);
          },
          '/next': (request, response) =>
            response.getWriter().print(request.getServletContext().getContextPath()),
        },
      },
    );

    expect((await site.get('/one/from')).body).toBe('/other /other /other/to/x /other');
  });

  test('never sees the session of the caller, who has it again after (SES-189)', async () => {
    const site = await openSite(
      { contextPath: '/one', handlers: { '/from': including } },
      {
        contextPath: '/other',
        handlers: {
          '/to': (request, response) => {
            response.getWriter().print(request.getSession(false) === null ? 'none' : 'some');
            response.getWriter().print(` ${String(request.getSession().getAttribute('secret'))}`);
          },
        },
      },
    );

    expect((await site.get('/one/from')).body).toBe('none null true');
  });

  test('and back again sees the session of the caller', async () => {
    const site = await openSite(
      {
        contextPath: '/one',
        handlers: {
          '/from': including,
          '/back': (request, response) =>
            response.getWriter().print(String(request.getSession(false)?.getAttribute('secret'))),
        },
      },
      {
        contextPath: '/other',
        handlers: {
          '/to': (request, response) =>
            request
              .getServletContext()
              .getContext('/one')
              ?.getRequestDispatcher('/back')
              ?.include(request, response),
        },
      },
    );

    expect((await site.get('/one/from')).body).toBe('of the caller true');
  });
});
