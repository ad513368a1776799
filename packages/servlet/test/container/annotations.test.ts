import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import * as api from '../../src/index.ts';
import {
  annotate,
  type Filter,
  type FilterChain,
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  type MaybePromise,
  MultipartConfig,
  type ServletContextEvent,
  type ServletContextListener,
  WebApplication,
  type WebApplicationOptions,
  WebFilter,
  WebListener,
  WebServlet,
} from '../../src/index.ts';
import { serveApps } from '../support/web-server.ts';

let folder = '';
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annotations-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function webXml(content: string, attributes = ''): Promise<string> {
  files += 1;
  const path = join(folder, `${String(files)}.xml`);
  await writeFile(path, `<web-app ${attributes}>${content}</web-app>`);
  return path;
}

class Greeter extends HttpServlet {
  override doGet(_request: HttpServletRequest, response: HttpServletResponse): void {
    const out = response.getWriter();
    const names = [...this.getInitParameterNames()].sort();
    const parameters = names.map((name) => `${name}=${String(this.getInitParameter(name))}`);
    out.print([this.getServletName(), ...parameters].join(' '));
  }

  override doPost(request: HttpServletRequest, response: HttpServletResponse): void {
    response.getWriter().print(String(request.getParts().length));
  }
}

class Marker implements Filter {
  doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void> {
    response.addHeader('X-Mark', this.constructor.name);
    return chain.doFilter(request, response);
  }
}

class Starter implements ServletContextListener {
  contextInitialized(event: ServletContextEvent): void {
    const context = event.getServletContext();
    context.setAttribute('starts', Number(context.getAttribute('starts') ?? 0) + 1);
  }
}

/** The same three classes, written in the standard dialect. */
@WebServlet({ name: 'hello', urlPatterns: ['/hello', '/hi'], initParams: { a: '1', b: '2' } })
@MultipartConfig({ maxFileSize: 100 })
class HelloServlet extends Greeter {}

@WebFilter({ value: '/*', dispatcherTypes: ['REQUEST', 'FORWARD'] })
class MarkFilter extends Marker {}

@WebListener()
class StartListener extends Starter {}

const LEGACY = `
import { WebServlet, WebFilter, WebListener, MultipartConfig } from 'api';
import { Greeter, Marker, Starter } from 'here';
@WebServlet({ name: 'hello', urlPatterns: ['/hello', '/hi'], initParams: { a: '1', b: '2' } })
@MultipartConfig({ maxFileSize: 100 })
export class HelloServlet extends Greeter {}
@WebFilter({ value: '/*', dispatcherTypes: ['REQUEST', 'FORWARD'] })
export class MarkFilter extends Marker {}
@WebListener()
export class StartListener extends Starter {}
`;

/** Compiles a module as an application in the legacy dialect does, and runs it. */
function legacy(source: string): Record<string, new () => object> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      experimentalDecorators: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
    },
  });
  const exports: Record<string, new () => object> = {};
  const load = (name: string): unknown => (name === 'api' ? api : { Greeter, Marker, Starter });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the source stands above
  const run = new Function('require', 'exports', outputText) as (...args: unknown[]) => void;
  run(load, exports);
  return exports;
}

/** The same without decorators. */
function plain(): Record<string, new () => object> {
  return {
    HelloServlet: annotate(
      class HelloServlet extends Greeter {},
      WebServlet({
        name: 'hello',
        urlPatterns: ['/hello', '/hi'],
        initParams: { a: '1', b: '2' },
      }),
      MultipartConfig({ maxFileSize: 100 }),
    ),
    MarkFilter: annotate(
      class MarkFilter extends Marker {},
      WebFilter({ value: '/*', dispatcherTypes: ['REQUEST', 'FORWARD'] }),
    ),
    StartListener: annotate(class StartListener extends Starter {}, WebListener()),
  };
}

const FORMS: readonly (readonly [string, () => WebApplicationOptions['classes']])[] = [
  ['the standard dialect', () => [HelloServlet, MarkFilter, StartListener]],
  ['the legacy dialect', () => legacy(LEGACY)],
  ['no decorators', plain],
];

function multipart(bytes: number): { headers: Record<string, string>; body: string } {
  const head = 'Content-Disposition: form-data; name="f"; filename="f.bin"';
  return {
    headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
    body: `--b\r\n${head}\r\n\r\n${'x'.repeat(bytes)}\r\n--b--\r\n`,
  };
}

describe.each(FORMS)('annotations in %s (8.1)', (_form, classes) => {
  it('register servlets, filters and listeners', async () => {
    const app = new WebApplication({ classes: classes() });
    const server = await serveApps(app);
    const hello = await server.get('/hello');
    expect(hello.body).toBe('hello a=1 b=2');
    expect(hello.headers['x-mark']).toBe('MarkFilter');
    expect((await server.get('/hi')).body).toBe('hello a=1 b=2');
    expect(app.context.getAttribute('starts')).toBe(1);
    expect(app.context.getFilterRegistration('MarkFilter')?.getUrlPatternMappings()).toEqual([
      '/*',
    ]);
  });

  it('have the container read multipart forms, and limit them', async () => {
    const server = await serveApps(new WebApplication({ classes: classes() }));
    const call = (bytes: number): Promise<{ status: number; body: string }> =>
      server.get('/hello', { method: 'POST', ...multipart(bytes) });
    expect(await call(100)).toMatchObject({ status: 200, body: '1' });
    expect(await call(101)).toMatchObject({ status: 413 });
  });
});

describe('web.xml beside annotations (8.2.3)', () => {
  const options = { classes: [HelloServlet, MarkFilter, StartListener] };

  it('has the last word on each setting of a servlet of the same name', async () => {
    const server = await serveApps(
      new WebApplication({
        ...options,
        webXml: await webXml(`
          <servlet><servlet-name>hello</servlet-name>
            <init-param><param-name>b</param-name><param-value>xml</param-value></init-param>
            <init-param><param-name>c</param-name><param-value>3</param-value></init-param>
          </servlet>
          <servlet-mapping><servlet-name>hello</servlet-name><url-pattern>/xml</url-pattern></servlet-mapping>`),
      }),
    );
    expect((await server.get('/xml')).body).toBe('hello a=1 b=xml c=3');
    expect((await server.get('/hello')).status).toBe(404);
  });

  it('makes a second object of a class that it names under another name', async () => {
    const server = await serveApps(
      new WebApplication({
        ...options,
        webXml: await webXml(`
          <servlet><servlet-name>other</servlet-name><servlet-class>com.example.HelloServlet</servlet-class></servlet>
          <servlet-mapping><servlet-name>other</servlet-name><url-pattern>/hi</url-pattern></servlet-mapping>`),
      }),
    );
    expect((await server.get('/hello')).body).toBe('hello a=1 b=2');
    // The pattern is the descriptor's.
    expect((await server.get('/hi')).body).toBe('other');
    const sent = await server.get('/hi', { method: 'POST', ...multipart(101) });
    expect(sent.status).toBe(413);
  });

  it('says alone where a filter of the same name stands', async () => {
    const server = await serveApps(
      new WebApplication({
        ...options,
        webXml: await webXml(
          '<filter-mapping><filter-name>MarkFilter</filter-name><url-pattern>/hi</url-pattern></filter-mapping>',
        ),
      }),
    );
    expect((await server.get('/hello')).headers['x-mark']).toBeUndefined();
    expect((await server.get('/hi')).headers['x-mark']).toBe('MarkFilter');
  });

  it('declares a listener a second time without effect (SES-158)', async () => {
    const app = new WebApplication({
      ...options,
      webXml: await webXml(
        '<listener><listener-class>com.example.StartListener</listener-class></listener>',
      ),
    });
    await serveApps(app);
    expect(app.context.getAttribute('starts')).toBe(1);
  });

  it('can leave a servlet out', async () => {
    const server = await serveApps(
      new WebApplication({
        ...options,
        webXml: await webXml(
          '<servlet><servlet-name>hello</servlet-name><enabled>false</enabled></servlet>',
        ),
      }),
    );
    expect((await server.get('/hello')).status).toBe(404);
  });

  it('has annotations ignored with metadata-complete, those of multipart forms as well', async () => {
    const app = new WebApplication({
      log: () => undefined,
      ...options,
      webXml: await webXml(
        `<servlet><servlet-name>own</servlet-name><servlet-class>HelloServlet</servlet-class></servlet>
        <servlet-mapping><servlet-name>own</servlet-name><url-pattern>/own</url-pattern></servlet-mapping>`,
        'metadata-complete="true"',
      ),
    });
    const server = await serveApps(app);
    expect((await server.get('/hello')).status).toBe(404);
    const own = await server.get('/own');
    expect(own).toMatchObject({ status: 200, body: 'own' });
    expect(own.headers['x-mark']).toBeUndefined();
    expect(app.context.getAttribute('starts')).toBeNull();
    expect((await server.get('/own', { method: 'POST', ...multipart(1) })).status).toBe(500);
  });
});

describe('an annotation', () => {
  it('has the name of the class where it gives none, and may be its patterns alone', async () => {
    const Named = annotate(class Named extends Greeter {}, WebServlet('/named'));
    const Listed = annotate(class Listed extends Greeter {}, WebServlet(['/one', '/two']));
    const server = await serveApps(new WebApplication({ classes: { Named, renamed: Listed } }));
    expect((await server.get('/named')).body).toBe('Named');
    expect((await server.get('/two')).body).toBe('renamed');
  });

  it('starts a servlet with the application, and lets filters stand in front of servlets by name', async () => {
    const started: string[] = [];
    class Eager extends Greeter {
      override init(config: api.ServletConfig): MaybePromise<void> {
        started.push(config.getServletName());
        return super.init(config);
      }
    }
    const First = annotate(
      class First extends Eager {},
      WebServlet({ value: '/1', loadOnStartup: 2 }),
    );
    const Second = annotate(
      class Second extends Eager {},
      WebServlet({ value: '/2', loadOnStartup: 1 }),
    );
    const ByName = annotate(class ByName extends Marker {}, WebFilter({ servletNames: 'Second' }));
    const server = await serveApps(new WebApplication({ classes: [First, Second, ByName] }));
    await server.get('/1');
    expect(started).toEqual(['Second', 'First']);
    expect((await server.get('/1')).headers['x-mark']).toBeUndefined();
    expect((await server.get('/2')).headers['x-mark']).toBe('ByName');
  });

  it('says whether startAsync may be called', async () => {
    class Async extends HttpServlet {
      override doGet(request: HttpServletRequest): void {
        request.startAsync().complete();
      }
    }
    const Can = annotate(
      class Can extends Async {},
      WebServlet({ value: '/can', asyncSupported: true }),
    );
    const Cannot = annotate(class Cannot extends Async {}, WebServlet('/cannot'));
    const log = (): void => undefined;
    const server = await serveApps(new WebApplication({ classes: [Can, Cannot], log }));
    expect((await server.get('/can')).status).toBe(200);
    expect((await server.get('/cannot')).status).toBe(500);
  });

  it('is not that of a class that extends the annotated one', async () => {
    class Derived extends HelloServlet {}
    const server = await serveApps(new WebApplication({ classes: [Derived] }));
    expect((await server.get('/hello')).status).toBe(404);
  });

  it('goes to the class that another decorator puts in the place of the first', async () => {
    const replaced = (type: new () => Greeter): new () => Greeter =>
      class Replacement extends type {
        override getServletName(): string {
          return 'replaced';
        }
      };
    @replaced
    @WebServlet('/replaced')
    class Original extends Greeter {}
    const server = await serveApps(new WebApplication({ classes: { Original } }));
    expect((await server.get('/replaced')).body).toBe('replaced');
  });

  it('is refused where it cannot be meant', () => {
    const both = { value: '/a', urlPatterns: '/b' };
    expect(() => WebServlet(both)).toThrow('@WebServlet has both value and urlPatterns');
    expect(() => WebFilter(both)).toThrow('@WebFilter has both value and urlPatterns');
    expect(() => WebServlet({ name: 'x' })).toThrow('@WebServlet has no URL pattern');
    expect(() => WebFilter([])).toThrow('@WebFilter stands in front of nothing');
    expect(() => annotate(HelloServlet, WebServlet('/again'))).toThrow(
      '@WebServlet stands at one class twice',
    );
    expect(() =>
      legacy(`import { WebListener } from 'api'; class A { @WebListener() method() {} }`),
    ).toThrow('@WebListener stands at a member; it belongs at a class');
  });

  it('that gives one pattern to two servlets fails by name', () => {
    const One = annotate(class One extends Greeter {}, WebServlet('/same'));
    const Two = annotate(class Two extends Greeter {}, WebServlet('/same'));
    expect(() => new WebApplication({ classes: [One, Two] })).toThrow('servlets.Two.urlPatterns');
  });
});
