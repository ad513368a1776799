import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescriptorError,
  type Filter,
  type FilterChain,
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  type MaybePromise,
  type ServletContextEvent,
  WebApplication,
  type WebApplicationOptions,
} from '../../src/index.ts';
import { serveApps, servletOf } from '../support/web-server.ts';

let folder = '';
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'web-xml-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function file(text: string): Promise<string> {
  files += 1;
  const path = join(folder, `${String(files)}.xml`);
  await writeFile(path, text);
  return path;
}

const web = (content: string): Promise<string> => file(`<web-app>${content}</web-app>`);
const fragment = (content: string): Promise<string> =>
  file(`<web-fragment>${content}</web-fragment>`);
const timeout = (minutes: string): string =>
  `<session-config><session-timeout>${minutes}</session-timeout></session-config>`;

class Hello extends HttpServlet {
  override doGet(request: HttpServletRequest, response: HttpServletResponse): void {
    const interval = request.getSession().getMaxInactiveInterval();
    const parameter = String(this.getInitParameter('greeting'));
    const shared = String(this.getServletContext().getInitParameter('shared'));
    response.getWriter().print(`${parameter} ${shared} ${String(interval)}`);
    response.setHeader('X-Url', response.encodeURL('/next'));
  }
}

class Mark implements Filter {
  doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void> {
    response.setHeader('X-Mark', 'yes');
    return chain.doFilter(request, response);
  }
}

const HELLO = `<servlet><servlet-name>hello</servlet-name>
  <servlet-class>com.example.Hello</servlet-class>
  <init-param><param-name>greeting</param-name><param-value>hi</param-value></init-param>
</servlet>
<servlet-mapping><servlet-name>hello</servlet-name><url-pattern>/hello</url-pattern></servlet-mapping>`;

async function hello(options: WebApplicationOptions) {
  const server = await serveApps(new WebApplication({ classes: [Hello, Mark], ...options }));
  return server.get('/hello');
}

describe('an application with a web.xml', () => {
  it('has the servlets, filters and parameters that it declares', async () => {
    const webXml = await web(`${HELLO}
      <context-param><param-name>shared</param-name><param-value>all</param-value></context-param>
      <filter><filter-name>mark</filter-name><filter-class>Mark</filter-class></filter>
      <filter-mapping><filter-name>mark</filter-name><servlet-name>hello</servlet-name></filter-mapping>`);
    const answer = await hello({ webXml });
    expect(answer.body).toBe('hi all 1800');
    expect(answer.headers['x-mark']).toBe('yes');
  });

  it('SES-218 SES-222 has its timeout, from a fragment too', async () => {
    expect((await hello({ webXml: await web(HELLO + timeout(' 54 ')) })).body).toBe('hi null 3240');
    const webFragments = [await fragment(timeout('7'))];
    expect((await hello({ webXml: await web(HELLO), webFragments })).body).toBe('hi null 420');
    const never = await hello({ webXml: await web(HELLO + timeout('-1')) });
    expect(Number(never.body.split(' ')[2])).toBeLessThanOrEqual(0);
  });

  it('SES-219 SES-225 has its cookie, which declared listeners see, in any order', async () => {
    const seen: unknown[] = [];
    const webXml = await web(`${HELLO}<session-config><cookie-config>
      <secure>true</secure><http-only>false</http-only><name>SID</name><domain>example.com</domain>
      <path>/p</path><max-age>60</max-age>
      <attribute><attribute-name>Priority</attribute-name><attribute-value>High</attribute-value></attribute>
    </cookie-config></session-config>`);
    const answer = await hello({
      webXml,
      listeners: [
        {
          contextInitialized: (event: ServletContextEvent) => {
            const config = event.getServletContext().getSessionCookieConfig();
            seen.push(config.getName(), config.getDomain(), config.getPath(), config.getMaxAge());
            seen.push(config.isSecure(), config.isHttpOnly(), config.getAttribute('priority'));
          },
        },
      ],
    });
    expect(seen).toEqual(['SID', 'example.com', '/p', 60, true, false, 'High']);
    const [cookie = ''] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^SID=/);
    for (const part of ['Domain=example.com', 'Path=/p', 'Max-Age=60', 'Secure', 'Priority=High']) {
      expect(cookie).toContain(part);
    }
    expect(cookie).not.toContain('HttpOnly');
  });

  it('SES-220 has its tracking modes', async () => {
    const modes = (list: string[]) =>
      `<session-config>${list.map((mode) => `<tracking-mode>${mode}</tracking-mode>`).join('')}</session-config>`;
    const cookie = await hello({ webXml: await web(HELLO + modes(['COOKIE'])) });
    expect(cookie.headers['x-url']).toBe('/next');
    expect(cookie.cookie).toMatch(/^JSESSIONID=/);
    const url = await hello({ webXml: await web(HELLO + modes(['URL'])) });
    expect(url.headers['x-url']).toMatch(/^\/next;jsessionid=/);
    expect(url.cookie).toBeUndefined();
  });

  it('SES-221 SES-223 says what is wrong with it, and where', async () => {
    const webXml = await web(timeout('1') + timeout('2'));
    expect(() => new WebApplication({ webXml })).toThrow(DescriptorError);
    expect(() => new WebApplication({ webXml })).toThrow('session-config');
    const one = [await fragment(timeout('5')), await fragment(timeout('6'))];
    expect(() => new WebApplication({ webFragments: one })).toThrow(DescriptorError);
    const winner = new WebApplication({ webXml: await web(timeout('54')), webFragments: one });
    expect(winner.context.getSessionTimeout()).toBe(54);
  });

  it('SES-224 gives way to what code says', async () => {
    const webXml = await web(HELLO + timeout('54'));
    const initializers = [
      (context: { setSessionTimeout(minutes: number): void }) => context.setSessionTimeout(20),
    ];
    expect((await hello({ webXml, initializers })).body).toBe('hi null 1200');
    expect((await hello({ webXml, session: { sessionTimeout: 10 } })).body).toBe('hi null 600');
  });

  it('SES-180 is distributable when it and all fragments say so', async () => {
    const yes = '<distributable/>';
    const webXml = await web(yes + yes);
    expect(new WebApplication({ webXml }).isDistributable).toBe(true);
    expect(new WebApplication().isDistributable).toBe(false);
    const webFragments = [await fragment(yes)];
    expect(new WebApplication({ webXml, webFragments }).isDistributable).toBe(true);
    const [silent] = [await fragment('')];
    expect(
      new WebApplication({ webXml, webFragments: [...webFragments, silent] }).isDistributable,
    ).toBe(false);
  });

  it('SES-147 has the listeners that it and its fragments name, before those of the options', async () => {
    const told: string[] = [];
    const listener = (name: string) =>
      `<listener><listener-class>${name}</listener-class></listener>`;
    class First {
      sessionCreated(): void {
        told.push('web.xml');
      }
    }
    class Second {
      sessionCreated(): void {
        told.push('fragment');
      }
    }
    await hello({
      webXml: await web(HELLO + listener('a.First')),
      webFragments: [await fragment(listener('a.Second'))],
      classes: { 'a.First': First, 'a.Second': Second, Hello },
      listeners: [{ sessionCreated: () => told.push('options') }],
    });
    expect(told).toEqual(['web.xml', 'fragment', 'options']);
  });

  it('names what is not there', async () => {
    const webXml = await web(HELLO);
    expect(() => new WebApplication({ webXml })).toThrow('com.example.Hello');
    const mapping = await web(
      '<servlet-mapping><servlet-name>nobody</servlet-name><url-pattern>/x</url-pattern></servlet-mapping>',
    );
    expect(() => new WebApplication({ webXml: mapping })).toThrow('nobody');
  });
});

describe('form login', () => {
  it.each([
    [['COOKIE', 'URL'], 1],
    [['COOKIE'], 0],
  ] as const)('SES-215 with ids in %j is warned of %d times', async (trackingModes, times) => {
    const logged: string[] = [];
    const app = new WebApplication({
      session: { trackingModes },
      security: {
        loginConfig: { authMethod: 'FORM', formLoginPage: '/in.html', formErrorPage: '/no.html' },
      },
      log: (message) => logged.push(message),
    });
    await app.start();
    await app.stop();
    expect(logged.filter((line) => line.includes('Form login'))).toHaveLength(times);
  });
});

describe('the charset of a locale in web.xml (SRV.14.4, locale-encoding-mapping-list)', () => {
  it.each([
    ['ja-JP', 'text/plain;charset=Shift_JIS'],
    ['ja', 'text/plain;charset=EUC-JP'],
    ['ja-Latn', 'text/plain;charset=EUC-JP'],
    ['en-GB', 'text/plain;charset=UTF-16BE'],
    // As in Tomcat where nothing is said.
    ['fr-CA', 'text/plain;charset=ISO-8859-1'],
    ['de', 'text/plain'],
  ])('%s', async (locale, type) => {
    const mapping = (of: string, encoding: string): string =>
      `<locale-encoding-mapping><locale>${of}</locale><encoding>${encoding}</encoding></locale-encoding-mapping>`;
    const list =
      mapping('ja_JP', 'Shift_JIS') + mapping('ja', 'EUC-JP') + mapping('en', 'UTF-16BE');
    const server = await serveApps(
      new WebApplication({
        webXml: await web(`<locale-encoding-mapping-list>${list}</locale-encoding-mapping-list>`),
        servlets: {
          s: {
            servlet: servletOf((_request, response) => {
              response.setContentType('text/plain');
              response.setLocale(locale);
            }),
            urlPatterns: ['/s'],
          },
        },
      }),
    );
    expect((await server.get('/s')).headers['content-type']).toBe(type);
  });
});
