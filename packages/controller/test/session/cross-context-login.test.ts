import type { AddressInfo } from 'node:net';

import { afterEach, expect, it } from '@jest/globals';
import {
  createServer,
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  type MaybePromise,
  type ServletServer,
  WebApplication,
} from '@httpsession/servlet';

import { AppConfig, Controller, ControllerFilter, type Routes } from '../../src/index.ts';

class Login extends Controller {
  index(): void {
    this.loginAs('ada').renderText(this.getSession().getId());
  }
}

class Members extends AppConfig {
  override configRoute(me: Routes): void {
    me.setImplicitActions(true).add('/login', Login);
  }
}

/** Has a session itself, and lets the other application log its caller in. */
class Portal extends HttpServlet {
  override doGet(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    if (request.getParameter('login') === null) {
      response.getWriter().print(request.getSession().getId());
      return undefined;
    }
    const members = request.getServletContext().getContext('/members');
    return members?.getRequestDispatcher('/login')?.forward(request, response);
  }
}

let server: ServletServer | undefined;

afterEach(async () => {
  await new Promise((resolve) => server?.close(resolve));
});

async function open(): Promise<string> {
  const portal = new WebApplication({
    contextPath: '/portal',
    servlets: { portal: { servlet: Portal, urlPatterns: ['/'] } },
  });
  const members = new WebApplication({
    contextPath: '/members',
    filters: {
      controllers: {
        filter: new ControllerFilter(new Members()),
        urlPatterns: ['/*'],
        dispatcherTypes: ['REQUEST', 'FORWARD'],
      },
    },
  });
  server = createServer([portal, members]);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/portal/`;
}

it('a login in a dispatch from another application has an id that the client did not send', async () => {
  const url = await open();
  const planted = await (await fetch(url)).text();
  // The new session of /members would have the id of that of /portal (SES-191), which somebody may have planted.
  const answer = await fetch(`${url}?login`, { headers: { Cookie: `JSESSIONID=${planted}` } });
  const id = await answer.text();
  expect(id).not.toBe(planted);
  const cookies = answer.headers.getSetCookie().filter((cookie) => cookie.includes(id));
  expect(cookies.map((cookie) => /Path=(\S+);/.exec(cookie)?.[1]).sort()).toEqual([
    '/members',
    '/portal',
  ]);
});
