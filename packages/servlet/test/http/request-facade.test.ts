import { describe, expect, test } from '@jest/globals';
import {
  type AsyncContext,
  type HttpServletMapping,
  HttpServletRequestWrapper,
  type Principal,
} from '../../src/api/index.ts';
import type { RequestFacade } from '../../src/http/request-facade.ts';
import { RequestServer } from '../support/request-server.ts';

const MAPPING = { getPattern: () => '/shop/*' } as HttpServletMapping;
const ROLES = { roleOf: (name: string) => name };

describe('Attributes', () => {
  test('are kept by name', async () => {
    const server = await RequestServer.start();
    const asked = await server.get((request) => {
      const before = [request.getAttribute('a'), [...request.getAttributeNames()]];
      request.removeAttribute('a');
      request.setAttribute('a', 1);
      request.setAttribute('b', 'x');
      request.setAttribute('a', 0);
      request.setAttribute('c', false);
      return [
        before,
        request.getAttribute('a'),
        request.getAttribute('c'),
        request.getAttribute('none'),
        [...request.getAttributeNames()],
      ];
    });
    expect(asked).toEqual([[null, []], 0, false, null, ['a', 'b', 'c']]);
  });

  test.each([[null], [undefined]])('%s as a value removes', async (nothing) => {
    const server = await RequestServer.start();
    const asked = await server.get((request) => {
      request.setAttribute('a', 1);
      request.setAttribute('a', nothing);
      return [request.getAttribute('a'), [...request.getAttributeNames()]];
    });
    expect(asked).toEqual([null, []]);
  });

  test('need a name', async () => {
    const server = await RequestServer.start();
    const failed = server.get((request) => request.setAttribute(null as unknown as string, 1));
    await expect(failed).rejects.toMatchObject({ code: 'HTTPSESSION_BAD_ARGUMENT' });
  });

  test('tell the application of every change, after it', async () => {
    const events: unknown[] = [];
    const server = await RequestServer.start({
      attributeChanged: (request: RequestFacade, change: string, name: string, value: unknown) => {
        events.push([change, name, value, request.getAttribute(name)]);
      },
    });
    await server.get((request) => {
      request.setAttribute('a', 1);
      request.setAttribute('a', 2);
      request.setAttribute('a', null);
      request.setAttribute('a', null);
      request.removeAttribute('a');
      request.setAttribute('b', '');
      request.removeAttribute('b');
    });
    expect(events).toEqual([
      ['added', 'a', 1, 1],
      ['replaced', 'a', 1, 2],
      ['removed', 'a', 2, null],
      ['added', 'b', '', ''],
      ['removed', 'b', '', null],
    ]);
  });
});

describe('Where the request is', () => {
  test('is said by its mapping', async () => {
    const server = await RequestServer.start({
      contextPath: '/app',
      context: { getRealPath: (path: string) => `/files${path}` },
    });
    const places = (request: RequestFacade): unknown => [
      request.getContextPath(),
      request.getServletPath(),
      request.getPathInfo(),
      request.getPathTranslated(),
    ];
    const asked = await server.get((request) => {
      const before = places(request);
      request.setMapping({
        servletPath: '/shop',
        pathInfo: '/a b',
        mapping: MAPPING,
        target: ROLES,
      });
      const during = [places(request), request.getHttpServletMapping().getPattern()];
      request.setMapping({ servletPath: '/shop', pathInfo: null, mapping: MAPPING, target: ROLES });
      return [before, during, places(request)];
    });
    expect(asked).toEqual([
      ['/app', '', null, null],
      [['/app', '/shop', '/a b', '/files/a b'], '/shop/*'],
      ['/app', '/shop', null, null],
    ]);
  });

  test('is not known before it is mapped', async () => {
    const server = await RequestServer.start();
    const failed = server.get((request) => request.getHttpServletMapping());
    await expect(failed).rejects.toThrow('not been mapped');
  });

  test.each([
    ['/x?q', '/x?q'],
    ['x', '/shop/a%20b/x'],
    ['../x?q', '/shop/a%20b/../x?q'],
    ['', '/shop/a%20b/'],
  ])('a dispatcher for %j is one for %j', async (path, resolved) => {
    const server = await RequestServer.start({ dispatcherFor: (absolute: string) => absolute });
    const asked = await server.get((request) => {
      request.setMapping({
        servletPath: '/shop',
        pathInfo: '/a b/c',
        mapping: MAPPING,
        target: ROLES,
      });
      return request.getRequestDispatcher(path);
    });
    expect(asked).toBe(resolved);
  });

  test('without a mapping relative paths are seen from the root', async () => {
    const server = await RequestServer.start({ dispatcherFor: (absolute: string) => absolute });
    expect(await server.get((request) => request.getRequestDispatcher('x'))).toBe('/x');
  });

  test('no path: no dispatcher', async () => {
    const server = await RequestServer.start({ dispatcherFor: (absolute: string) => absolute });
    const asked = (request: RequestFacade): unknown =>
      request.getRequestDispatcher(null as unknown as string);
    expect(await server.get(asked)).toBeNull();
  });

  test('the kind of dispatch is REQUEST until it is another', async () => {
    const server = await RequestServer.start();
    const asked = await server.get((request) => {
      const before = request.getDispatcherType();
      request.setDispatcherType('ASYNC');
      return [before, request.getDispatcherType()];
    });
    expect(asked).toEqual(['REQUEST', 'ASYNC']);
  });
});

describe('Who the request is from', () => {
  const ANNA: Principal = { getName: () => 'anna' };
  const realm = {
    hasRole: (principal: Principal, role: string) => principal === ANNA && role === 'r',
  };
  const who = (request: RequestFacade): unknown => [
    request.getRemoteUser(),
    request.getUserPrincipal()?.getName() ?? null,
    request.getAuthType(),
    request.isUserInRole('r'),
    request.isUserInRole('other'),
    request.isUserInRole('*'),
  ];

  test('is nobody until the container knows', async () => {
    const server = await RequestServer.start({ realm });
    const asked = await server.get((request) => {
      const before = who(request);
      request.setPrincipal(ANNA, 'FORM');
      const during = who(request);
      request.setPrincipal(null, null);
      return [before, during, who(request)];
    });
    const nobody = [null, null, null, false, false, false];
    expect(asked).toEqual([nobody, ['anna', 'anna', 'FORM', true, false, false], nobody]);
  });

  test('without a realm nobody has a role', async () => {
    const server = await RequestServer.start();
    const asked = await server.get((request) => {
      request.setPrincipal(ANNA, 'FORM');
      return request.isUserInRole('r');
    });
    expect(asked).toBe(false);
  });

  test('two stars are everybody who has logged in', async () => {
    const server = await RequestServer.start();
    const asked = await server.get((request) => {
      const before = request.isUserInRole('**');
      request.setPrincipal(ANNA, 'FORM');
      return [before, request.isUserInRole('**')];
    });
    expect(asked).toEqual([false, true]);
  });

  test('two stars are a role as any other where the application declares it', async () => {
    const declaresRole = (role: string) => role === '**';
    const server = await RequestServer.start({ realm, declaresRole });
    const asked = await server.get((request) => {
      request.setPrincipal(ANNA, 'FORM');
      return request.isUserInRole('**');
    });
    expect(asked).toBe(false);
  });

  test('is the business of the application', async () => {
    const calls: unknown[] = [];
    const server = await RequestServer.start({
      login: (request: RequestFacade, name: string, password: string) => {
        calls.push(['login', request.getMethod(), name, password]);
      },
      logout: (request: RequestFacade) => {
        calls.push(['logout', request.getMethod()]);
      },
      authenticate: () => true,
    });
    const asked = await server.get(async (request) => {
      await request.login('anna', 'secret');
      request.logout();
      return request.authenticate(undefined as never);
    });
    expect([asked, calls]).toEqual([
      true,
      [
        ['login', 'GET', 'anna', 'secret'],
        ['logout', 'GET'],
      ],
    ]);
  });
});

describe('Asynchronous requests', () => {
  const startAsync = (...args: unknown[]): unknown => ({ args });

  test('begin once, until the container says that the turn is over', async () => {
    const server = await RequestServer.start({ startAsync });
    const asked = await server.get((request) => {
      const seen: unknown[] = [request.isAsyncSupported(), request.isAsyncStarted()];
      const context = request.startAsync();
      seen.push(request.isAsyncStarted(), request.getAsyncContext() === context);
      expect(() => request.startAsync()).toThrow('has been called');
      request.setAsyncContext(null);
      seen.push(request.isAsyncStarted());
      expect(() => request.getAsyncContext()).toThrow('has not been called');
      request.startAsync();
      return seen;
    });
    expect(asked).toEqual([true, false, true, true, false]);
  });

  test('need a way that supports it', async () => {
    const server = await RequestServer.start({ startAsync });
    const asked = await server.get((request) => {
      request.setAsyncSupported(false);
      expect(() => request.startAsync()).toThrow('asyncSupported');
      return [request.isAsyncSupported(), request.isAsyncStarted()];
    });
    expect(asked).toEqual([false, false]);
  });

  test('know whether request and response are the container’s own', async () => {
    const server = await RequestServer.start({
      startAsync: (...args: unknown[]) => args as unknown as AsyncContext,
    });
    const asked = await server.get((request) => {
      const own = request.startAsync() as unknown as unknown[];
      request.setAsyncContext(null);
      const wrapper = new HttpServletRequestWrapper(request);
      const other = request.startAsync(wrapper, 'response' as never) as unknown as unknown[];
      return [
        [own[0] === request, own[1] === request, own[2], own[3]],
        [other[0] === request, other[1] === wrapper, other[2], other[3]],
      ];
    });
    expect(asked).toEqual([
      [true, true, null, true],
      [true, true, 'response', false],
    ]);
  });
});

test('sessions are those of the manager', async () => {
  const server = await RequestServer.start();
  const first = (await server.get((request) => {
    const before = request.getSession(false);
    const id = request.getSession().getId();
    return [before, id, request.changeSessionId() !== id, request.getRequestedSessionId()];
  })) as unknown[];
  expect(first).toEqual([null, expect.any(String), true, null]);
  const sent = 'a'.repeat(32);
  const asked = await server.get(
    (request) => [
      request.getRequestedSessionId(),
      request.isRequestedSessionIdValid(),
      request.isRequestedSessionIdFromCookie(),
      request.isRequestedSessionIdFromURL(),
    ],
    '/',
    `Cookie: JSESSIONID=${sent}`,
  );
  expect(asked).toEqual([sent, false, true, false]);
});
