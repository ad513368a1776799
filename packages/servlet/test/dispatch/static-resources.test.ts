import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { OptionError } from 'httpsession';
import { HttpServletResponseWrapper, WebApplication } from '../../src/index.ts';
import { filterOf, openSite, type Site, type SiteOptions } from './site.ts';

const LARGE = 'line of a large file\n'.repeat(50_000);
const FILES: Readonly<Record<string, string>> = {
  'index.html': '<p>root</p>',
  'page.html': '<p>Grüße</p>',
  'with space.txt': '0123456789',
  '100%.txt': 'percent',
  'data.unknown-kind': 'raw',
  'large.txt': LARGE,
  'folder/index.htm': 'folder',
  'folder/a.txt': 'a',
  'empty/deep/a.txt': 'a',
  'WEB-INF/web.xml': 'secret',
  'WEB-INF/views/page.html': 'a view',
  'META-INF/context.xml': 'secret',
  '.env': 'secret',
  'folder/.git/config': 'secret',
  '.well-known/security.txt': 'contact',
  'welcome/start.do': 'never',
};

let root: string;
let outside: string;

beforeAll(async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'files-')));
  root = join(folder, 'root');
  outside = join(folder, 'outside.txt');
  for (const [name, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
  await writeFile(outside, 'secret');
  await symlink(outside, join(root, 'link.txt'));
  await symlink(join(root, 'WEB-INF'), join(root, 'alias'));
  await utimes(join(root, 'page.html'), 1_700_000_000, 1_700_000_000);
});

afterAll(async () => {
  await rm(dirname(root), { recursive: true });
});

async function openFiles(options: SiteOptions = {}): Promise<Site> {
  return openSite({ resourceRoot: root, ...options });
}

describe('a file', () => {
  test('comes with its length, its type and what validates it', async () => {
    const site = await openFiles({ contextPath: '/shop' });

    const answer = await site.get('/shop/page.html');

    expect(answer.status).toBe(200);
    expect(Buffer.from(answer.body, 'latin1').toString()).toBe('<p>Grüße</p>');
    expect(answer.all('content-length')).toEqual(['14']);
    expect(answer.all('content-type')).toEqual(['text/html;charset=UTF-8']);
    expect(answer.all('last-modified')).toEqual(['Tue, 14 Nov 2023 22:13:20 GMT']);
    expect(answer.all('etag')[0]).toMatch(/^W\//);
    expect(answer.all('cache-control')).toEqual([]);
  });

  test.each([
    ['/with%20space.txt', '0123456789'],
    ['/100%25.txt', 'percent'],
    ['/page.html;jsessionid=abc', '<p>'],
    ['/folder/./a.txt', 'a'],
    ['/folder/x/../a.txt', 'a'],
    ['//folder//a.txt', 'a'],
    ['/.well-known/security.txt', 'contact'],
  ])('is found at %s', async (path, body) => {
    const answer = await (await openFiles()).get(path);

    expect(answer.status).toBe(200);
    expect(answer.body.startsWith(body)).toBe(true);
  });

  test.each(['/page.html/', '/page.html/deeper/', `/${'long'.repeat(100)}/`])(
    'that cannot be there is not found at %s',
    async (path) => {
      expect((await (await openFiles()).get(path)).status).toBe(404);
    },
  );

  test('that is large comes whole', async () => {
    const answer = await (await openFiles()).get('/large.txt');

    expect(answer.body.length).toBe(LARGE.length);
    expect(answer.body).toBe(LARGE);
  });

  test.each([
    ['text', 'before '],
    ['more text than fits into the buffer', 'b'.repeat(10_000)],
  ])(
    'behind a filter that wrote %s comes whole, without a length of its own',
    async (_what, text) => {
      const wrote = filterOf(undefined, (request, response, chain) => {
        response.getWriter().print(text);
        return chain.doFilter(request, response);
      });
      const server = await openSite({ resourceRoot: root, filters: { wrote } });
      const answer = await server.get('/with%20space.txt', { lines: ['Range: bytes=0-1'] });
      expect(answer.status).toBe(200);
      expect(answer.body).toBe(`${text}0123456789`);
      expect(server.reported).toEqual([]);
    },
  );

  test('that nobody reads to its end is let go', async () => {
    const done: unknown[] = [];
    const site = await openFiles({
      filters: {
        waiting: filterOf(['REQUEST'], async (request, response, chain) => {
          await chain.doFilter(request, response);
          done.push(request.getServletPath());
        }),
      },
    });
    const socket = connect(site.port, '127.0.0.1');
    socket.write('GET /large.txt HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => socket.once('readable', resolve));
    socket.destroy();

    await site.get('/page.html');
    while (done.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));

    expect(done.sort()).toEqual(['/large.txt', '/page.html']);
  });

  test('of a kind that nobody knows is bytes', async () => {
    const answer = await (await openFiles()).get('/data.unknown-kind');

    expect(answer.all('content-type')).toEqual(['application/octet-stream']);
  });

  test('shows its head alone to HEAD', async () => {
    const answer = await (await openFiles()).get('/page.html', { method: 'HEAD' });

    expect(answer.status).toBe(200);
    expect(answer.all('content-length')).toEqual(['14']);
    expect(answer.body).toBe('');
  });

  test('answers a form as well, and nothing that would change it', async () => {
    const site = await openFiles();

    expect((await site.get('/page.html', { method: 'POST' })).status).toBe(200);
    expect((await site.get('/page.html', { method: 'PUT', body: 'x' })).status).toBe(405);
    expect((await site.get('/page.html', { method: 'DELETE' })).status).toBe(405);
  });

  test('is written through the wrapper of a filter', async () => {
    class Marked extends HttpServletResponseWrapper {
      override setHeader(name: string, value: string | null): void {
        super.setHeader(name === 'ETag' ? 'X-Tag' : name, value);
      }
    }
    const site = await openFiles({
      filters: {
        marking: filterOf(['REQUEST'], (request, response, chain) =>
          chain.doFilter(request, new Marked(response)),
        ),
      },
    });

    const answer = await site.get('/page.html');

    expect(answer.all('etag')).toEqual([]);
    expect(answer.all('x-tag')).toHaveLength(1);
  });
});

describe('ranges and conditions', () => {
  test.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('%s', async (range, body, contentRange) => {
    const answer = await (
      await openFiles()
    ).get('/with%20space.txt', { lines: [`Range: ${range}`] });

    expect(answer.status).toBe(206);
    expect(answer.body).toBe(body);
    expect(answer.all('content-range')).toEqual([contentRange]);
    expect(answer.all('content-length')).toEqual([String(body.length)]);
  });

  test('a range behind the end is answered with 416 and the length', async () => {
    const answer = await (
      await openFiles()
    ).get('/with%20space.txt', { lines: ['Range: bytes=10-'] });

    expect(answer.status).toBe(416);
    expect(answer.all('content-range')).toEqual(['bytes */10']);
    expect(answer.body).toContain('HTTP Status 416');
  });

  test.each(['bytes=x', 'lines=1-2', 'bytes=0-1,4-5'])('%s gives the whole file', async (range) => {
    const answer = await (
      await openFiles()
    ).get('/with%20space.txt', { lines: [`Range: ${range}`] });

    expect(answer.status).toBe(200);
    expect(answer.body).toBe('0123456789');
  });

  test('a file that the client has is not sent again', async () => {
    const site = await openFiles();
    const etag = (await site.get('/page.html')).all('etag')[0];

    const same = await site.get('/page.html', { lines: [`If-None-Match: ${etag}`] });
    const other = await site.get('/page.html', { lines: ['If-None-Match: W/"other"'] });
    const unchanged = await site.get('/page.html', {
      lines: ['If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT'],
    });

    expect([same.status, other.status, unchanged.status]).toEqual([304, 200, 304]);
    expect(same.body).toBe('');
  });

  test('a condition that fails is answered with 412', async () => {
    const answer = await (await openFiles()).get('/page.html', { lines: ['If-Match: "other"'] });

    expect(answer.status).toBe(412);
  });
});

describe('a folder', () => {
  test('is answered with its welcome file', async () => {
    const site = await openFiles();

    expect((await site.get('/')).body).toBe('<p>root</p>');
    expect((await site.get('/folder/')).body).toBe('folder');
  });

  test('without its slash is a redirect, with the query and under the same host', async () => {
    const site = await openFiles();

    const answer = await site.get('/folder?a=1');
    const twice = await site.get('//folder');

    expect(answer.status).toBe(302);
    expect(answer.all('location')).toEqual(['/folder/?a=1']);
    expect(twice.all('location')).toEqual(['/folder/']);
  });

  test('is never listed', async () => {
    const site = await openFiles();

    expect((await site.get('/empty/')).status).toBe(404);
    expect((await site.get('/empty/deep/')).status).toBe(404);
  });
});

describe('what is not served', () => {
  test.each([
    '/WEB-INF/web.xml',
    '/web-inf/web.xml',
    '/WEB-INF',
    '/WEB-INF/',
    '/WEB-INF;x=1/web.xml',
    '/;x/WEB-INF/web.xml',
    '/%57EB-INF/web.xml',
    '/WEB%2DINF/web.xml',
    '/WEB-INF./web.xml',
    '/WEB-INF%20/web.xml',
    '/WEB-INF::$INDEX_ALLOCATION/web.xml',
    '/./WEB-INF/web.xml',
    '/folder/../WEB-INF/web.xml',
    '/folder/%2e%2e/WEB-INF/web.xml',
    '/folder/..;/WEB-INF/web.xml',
    '//WEB-INF/web.xml',
    '/META-INF/context.xml',
    '/meta-inf/context.xml',
    '/alias/web.xml',
    '/link.txt',
    '/.env',
    '/folder/.git/config',
    '/page.html/more',
    '/PAGE.HTML',
    '/missing.html',
  ])('%s is not found', async (path) => {
    const answer = await (await openFiles()).get(path);

    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });

  test.each([
    '/../outside.txt',
    '/..;/outside.txt',
    '/%2e%2e/outside.txt',
    '/folder/../../outside.txt',
    '/%2e%2e%2foutside.txt',
    '/..%5coutside.txt',
    '/..\\outside.txt',
    '/folder/a.txt%00.html',
    '/%c0%ae%c0%ae/outside.txt',
    '/%zz',
  ])('%s is refused', async (path) => {
    const answer = await (await openFiles()).get(path);

    expect(answer.status).toBe(400);
    expect(answer.body).not.toContain('secret');
  });

  test.each(['/%252e%252e/outside.txt', '/folder/%252e%252e/%252e%252e/outside.txt'])(
    '%s is decoded once',
    async (path) => {
      expect((await (await openFiles()).get(path)).status).toBe(404);
    },
  );

  test('a name that is longer than names can be', async () => {
    expect((await (await openFiles()).get(`/${'a'.repeat(5000)}`)).status).toBe(404);
  });

  test('anything at all without a resource root', async () => {
    const site = await openSite({});

    expect((await site.get('/index.html')).status).toBe(404);
    expect((await site.get('/')).status).toBe(404);
  });

  test.each([
    ['does not exist', 'nowhere'],
    ['is a file', 'index.html'],
  ])('a root that %s is told at the start', async (_what, name) => {
    const resourceRoot = join(root, name);
    const started = new WebApplication({ resourceRoot }).start();

    await expect(started).rejects.toBeInstanceOf(OptionError);
    await expect(started).rejects.toThrow(
      `Option resourceRoot is a string; it must be a folder that exists and can be read; ${resourceRoot} is none`,
    );
  });

  test('a root that goes away later', async () => {
    const gone = await mkdtemp(join(root, 'gone-'));
    const site = await openSite({ resourceRoot: gone });
    await rm(gone, { recursive: true });

    expect((await site.get('/index.html')).status).toBe(404);
  });
});

describe('files through dispatchers', () => {
  test('a forward may show what is in WEB-INF (10.5)', async () => {
    const site = await openFiles({
      handlers: {
        '/view': (request, response) =>
          request.getRequestDispatcher('/WEB-INF/views/page.html')?.forward(request, response),
      },
    });

    expect((await site.get('/view')).body).toBe('a view');
  });

  test('an include puts the whole file between text, without its head', async () => {
    const site = await openFiles({
      handlers: {
        '/around': async (request, response) => {
          response.setContentType('text/plain;charset=UTF-8');
          const writer = response.getWriter();
          writer.print('<');
          await request.getRequestDispatcher('/page.html')?.include(request, response);
          writer.print('>');
        },
      },
    });

    const answer = await site.get('/around', {
      lines: ['Range: bytes=0-1', 'If-None-Match: *'],
    });

    expect(answer.status).toBe(200);
    expect(Buffer.from(answer.body, 'latin1').toString()).toBe('<<p>Grüße</p>>');
    expect(answer.all('content-type')).toEqual(['text/plain;charset=UTF-8']);
    expect(answer.all('etag')).toEqual([]);
    expect(answer.all('content-range')).toEqual([]);
  });

  test('an include of a file that is not there fails', async () => {
    const site = await openFiles({
      handlers: {
        '/around': async (request, response) => {
          await request.getRequestDispatcher('/missing.html')?.include(request, response);
        },
      },
    });

    expect((await site.get('/around')).status).toBe(500);
    expect(String(site.reported[0])).toMatch(/FileNotFound.*\/missing\.html/);
  });

  test('an error page may be a file: whole, with the status of the error', async () => {
    const site = await openFiles({ errorPages: { 404: '/page.html' } });
    const lines = ['Range: bytes=0-1', 'If-None-Match: *'];

    const answer = await site.get('/missing', { lines });
    const posted = await site.get('/missing', { method: 'POST' });

    expect(answer.status).toBe(404);
    expect(answer.body).toContain('</p>');
    expect(posted.body).toContain('</p>');
  });

  test('an error page that is not there is replaced by the small one', async () => {
    const site = await openFiles({ errorPages: { 404: '/nowhere.html' } });

    const answer = await site.get('/missing');

    expect(answer.status).toBe(404);
    expect(answer.body).toContain('HTTP Status 404');
  });
});
