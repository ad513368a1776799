import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WebApplicationOptions } from '../../src/index.ts';
import { openSite, type Site, TestRealm } from '../support/visitor.ts';
import { saying } from '../support/web-server.ts';

const BASIC = `Authorization: Basic ${Buffer.from('bob:geheim:äöü').toString('base64')}`;
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=b';
const FILE = [
  '--b',
  'Content-Disposition: form-data; name="file"; filename="a.txt"',
  '',
  'what is in the file',
].join('\r\n');

let folder: string;
let site: Site;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uploads-'));
});

afterEach(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

async function open(authMethod: 'BASIC' | 'FORM', more: WebApplicationOptions = {}): Promise<void> {
  site = await openSite({
    realm: new TestRealm(),
    servlets: {
      login: { servlet: saying(() => 'login'), urlPatterns: ['/login'] },
      upload: {
        servlet: saying((request) => `${request.getParameter('a')} ${request.getParts().length}`),
        urlPatterns: ['/upload/*'],
        multipart: { location: folder },
      },
    },
    security: {
      loginConfig: { authMethod, formLoginPage: '/login', formErrorPage: '/login' },
      constraints: [{ resources: [{ urlPatterns: ['/upload/*'] }], roles: ['**'] }],
    },
    ...more,
  });
}

/** Sends a request whose body says that it is longer than what comes, and gives the status. */
async function statusOfUnfinished(path: string, type: string, body: string): Promise<number> {
  const socket = connect(Number(new URL(site.origin).port), '127.0.0.1');
  const head = [`POST ${path} HTTP/1.1`, 'Host: a', `Content-Type: ${type}`];
  socket.write([...head, `Content-Length: ${body.length + 100}`, '', body].join('\r\n'));
  const answer = await new Promise<Buffer>((resolve, reject) => {
    socket.once('data', resolve).once('error', reject);
  });
  socket.destroy();
  return Number(answer.toString('latin1').split(' ')[1]);
}

async function post(path: string, type: string, body: string): Promise<string> {
  const [name = '', value = ''] = BASIC.split(': ');
  const headers = { 'Content-Type': type, [name]: value };
  return (await fetch(site.origin + path, { method: 'POST', headers, body })).text();
}

describe('the body of a request that is not let in', () => {
  it.each([
    ['BASIC', 401, MULTIPART, FILE],
    ['BASIC', 401, FORM, 'a=b'],
    ['FORM', 200, MULTIPART, FILE],
  ] as const)('is not waited for: %s, %i, %s', async (method, status, type, body) => {
    await open(method);
    expect(await statusOfUnfinished('/upload/1', type, body)).toBe(status);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is no file either when it pretends to be a login', async () => {
    await open('FORM');
    const status = await statusOfUnfinished('/upload/j_security_check', MULTIPART, FILE);
    expect(status).toBe(200);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the body of a request that is let in', () => {
  it('is there: a form, and parts, also where the user is looked up first', async () => {
    await open('BASIC');
    expect(await post('/upload/1', FORM, 'a=b')).toBe('b 0');
    expect(await post('/upload/1', MULTIPART, `${FILE}\r\n--b--\r\n`)).toBe('null 1');
  });

  it('is there for the servlet when a listener asked for parameters before', async () => {
    const seen: unknown[] = [];
    await open('BASIC', {
      listeners: [
        {
          requestInitialized: (event) =>
            void seen.push(event.getServletRequest().getParameter('a')),
          requestDestroyed: () => undefined,
        },
      ],
    });
    expect(await post('/upload/1', FORM, 'a=b')).toBe('b 0');
    expect(seen).toEqual([null]);
  });

  it('is there for listeners too where anybody may send it', async () => {
    const seen: unknown[] = [];
    await open('BASIC', {
      security: {},
      listeners: [
        {
          requestInitialized: (event) =>
            void seen.push(event.getServletRequest().getParameter('a')),
          requestDestroyed: () => undefined,
        },
      ],
    });
    expect(await post('/upload/1', FORM, 'a=b')).toBe('b 0');
    expect(seen).toEqual(['b']);
  });
});
