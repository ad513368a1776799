import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Filter, WebApplication } from '../../src/index.ts';
import { saying, serveApps, servletOf } from '../support/web-server.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'declarations-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

function marking(mark: string): Filter {
  return {
    doFilter: (request, response, chain) => {
      response.addHeader('X-Mark', mark);
      return chain.doFilter(request, response);
    },
  };
}

describe('what is declared of filters', () => {
  it('stands between the mappings that code adds before and after it (4.4.2, isMatchAfter)', async () => {
    const server = await serveApps(
      new WebApplication({
        servlets: { s: { servlet: saying(() => 'ok'), urlPatterns: ['/s'] } },
        filters: { declared: { filter: marking('declared'), urlPatterns: ['/*'] } },
        initializers: [
          (context) => {
            const add = (name: string, isAfter: boolean): void =>
              context.addFilter(name, marking(name))?.addMappingForUrlPatterns(null, isAfter, '/*');
            add('after', true);
            add('before', false);
          },
        ],
      }),
    );
    expect((await server.get('/s')).headers['x-mark']).toBe('before, declared, after');
  });

  it('by the name of a servlet holds for the dispatches that it names, and no others', async () => {
    const server = await serveApps(
      new WebApplication({
        servlets: {
          target: { servlet: saying(() => 'ok'), urlPatterns: ['/target'] },
          source: {
            servlet: servletOf((request, response) =>
              request.getRequestDispatcher('/target')?.forward(request, response),
            ),
            urlPatterns: ['/source'],
          },
        },
        filters: {
          f: { filter: marking('f'), servletNames: ['target'], dispatcherTypes: ['FORWARD'] },
        },
      }),
    );
    expect((await server.get('/source')).headers['x-mark']).toBe('f');
    expect((await server.get('/target')).headers['x-mark']).toBeUndefined();
  });
});

describe('what the options say of the session cookie', () => {
  it('goes on top of what web.xml says of it, one by one', async () => {
    const webXml = await file(
      'cookie.xml',
      `<web-app><session-config><cookie-config>
        <name>XML</name><path>/xml</path><max-age>60</max-age>
      </cookie-config></session-config></web-app>`,
    );
    const server = await serveApps(
      new WebApplication({
        webXml,
        session: { cookie: { path: '/own' } },
        servlets: {
          s: { servlet: saying((request) => request.getSession().isNew()), urlPatterns: ['/s'] },
        },
      }),
    );
    const cookie = String((await server.get('/s')).headers['set-cookie']);
    expect(cookie).toMatch(/^XML=/);
    expect(cookie).toContain('Path=/own');
    expect(cookie).toContain('Max-Age=60');
  });
});

describe('resin-web.xml', () => {
  const WEB = `<web-app>
    <display-name>shop</display-name>
    <context-param><param-name>a</param-name><param-value>web</param-value></context-param>
    <context-param><param-name>b</param-name><param-value>web</param-value></context-param>
    <session-config><session-timeout>5</session-timeout>
      <cookie-config><name>XML</name></cookie-config></session-config>
    <request-character-encoding>UTF-8</request-character-encoding>
  </web-app>`;

  it('is read on top of web.xml, setting by setting (SES-226, SES-227)', async () => {
    const app = new WebApplication({
      webXml: await file('web.xml', WEB),
      resinWebXml: await file(
        'resin-web.xml',
        `<web-app xmlns="http://caucho.com/ns/resin">
          <context-param><param-name>b</param-name><param-value>resin</param-value></context-param>
          <session-config session-max='2' session-timeout='30'/>
        </web-app>`,
      ),
      servlets: {
        s: {
          servlet: saying((request) => {
            const session = request.getSession();
            return `${String(session.isNew())} ${String(session.getMaxInactiveInterval())}`;
          }),
          urlPatterns: ['/s'],
        },
      },
    });
    const server = await serveApps(app);
    const first = await server.get('/s');
    expect(first.body).toBe('true 1800');
    expect(first.cookie).toMatch(/^XML=/);
    expect(app.context.getInitParameter('a')).toBe('web');
    expect(app.context.getInitParameter('b')).toBe('resin');
    expect(app.context.getServletContextName()).toBe('shop');
    expect(app.context.getRequestCharacterEncoding()).toBe('UTF-8');
    // The third session is one too many: the one that was used least recently goes.
    await server.get('/s');
    await server.get('/s');
    expect((await server.get('/s', { cookie: first.cookie })).body).toBe('true 1800');
  });

  it('stands alone as well, and tells where it is wrong', async () => {
    const wrong = await file(
      'wrong.xml',
      `<web-app>\n<session-config session-max='many'/></web-app>`,
    );
    expect(() => new WebApplication({ resinWebXml: wrong })).toThrow(
      /wrong\.xml:2: <session-max> is "many"/,
    );
  });

  it('has its listeners and filters behind those of web.xml', async () => {
    const listener = (name: string): string =>
      `<listener><listener-class>${name}</listener-class></listener>`;
    const filter = (name: string): string =>
      `<filter><filter-name>${name}</filter-name><filter-class>${name}</filter-class></filter>
      <filter-mapping><filter-name>${name}</filter-name><url-pattern>/*</url-pattern></filter-mapping>`;
    const told: string[] = [];
    const listenerOf = (name: string) =>
      class {
        contextInitialized(): void {
          told.push(name);
        }
      };
    const filterOf = (mark: string) =>
      class implements Filter {
        doFilter = marking(mark).doFilter;
      };
    const app = new WebApplication({
      webXml: await file('w.xml', `<web-app>${listener('L1')}${filter('F1')}</web-app>`),
      resinWebXml: await file('r.xml', `<web-app>${listener('L2')}${filter('F2')}</web-app>`),
      classes: { L1: listenerOf('1'), L2: listenerOf('2'), F1: filterOf('1'), F2: filterOf('2') },
      servlets: { s: { servlet: saying(() => 'ok'), urlPatterns: ['/s'] } },
    });
    const server = await serveApps(app);
    expect(told).toEqual(['1', '2']);
    expect((await server.get('/s')).headers['x-mark']).toBe('1, 2');
  });
});
