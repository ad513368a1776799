import { mkdtemp, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { TestController, type ExchangeOptions } from '../support/fake-exchange.ts';
import type { FakeResponse } from '../support/fake-response.ts';

const MODIFIED = new Date('2020-01-02T03:04:05Z');

describe('renderFile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'files-'));
    await mkdir(join(folder, 'download', 'sub'), { recursive: true });
    await writeFile(join(folder, 'download', 'ten.txt'), '0123456789');
    await writeFile(join(folder, 'download', 'empty.bin'), '');
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await utimes(join(folder, 'download', 'ten.txt'), MODIFIED, MODIFIED);
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function download(
    file: string | URL,
    headers: Record<string, string> = {},
    more: ExchangeOptions = {},
  ): Promise<FakeResponse> {
    const config = { baseDownloadPath: join(folder, 'download') };
    const controller = new TestController({ headers, config, ...more });
    controller.renderFile(file);
    return controller.answer();
  }

  it('sends the whole file as a download', async () => {
    const response = await download('ten.txt');
    expect(response).toMatchObject({
      status: 200,
      body: '0123456789',
      contentType: 'text/plain',
      contentLength: 10,
    });
    expect(Object.fromEntries(response.headers)).toEqual({
      'Accept-Ranges': 'bytes',
      'Content-Disposition': 'attachment; filename="ten.txt"',
      'Last-Modified': MODIFIED.toUTCString(),
    });
  });

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
  ])('sends the part %s', async (range, body, contentRange) => {
    const response = await download('ten.txt', { Range: range });
    expect(response).toMatchObject({ status: 206, body, contentLength: body.length });
    expect(response.headers.get('Content-Range')).toBe(contentRange);
  });

  it.each(['bytes=5-2', 'bytes=a-b', 'bytes=-', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=1-2-3'])(
    'sends the whole for %s',
    async (range) => {
      await expect(download('ten.txt', { Range: range })).resolves.toMatchObject({
        status: 200,
        contentLength: 10,
      });
    },
  );

  it.each(['bytes=10-', 'bytes=-0'])('has no part %s', async (range) => {
    const response = await download('ten.txt', { Range: range });
    expect(response).toMatchObject({ status: 416, body: '' });
    expect(response.headers.get('Content-Range')).toBe('bytes */10');
  });

  it('sends the whole to a client that has an older state', async () => {
    const range = { Range: 'bytes=0-3' };
    const same = await download('ten.txt', { ...range, 'If-Range': MODIFIED.toUTCString() });
    expect(same.status).toBe(206);
    const older = await download('ten.txt', { ...range, 'If-Range': new Date(0).toUTCString() });
    expect(older).toMatchObject({ status: 200, contentLength: 10 });
  });

  it('sends no content for HEAD, and an empty file as one', async () => {
    const head = await download('ten.txt', {}, { method: 'HEAD' });
    expect(head).toMatchObject({ body: '', contentLength: 10 });
    const empty = await download('empty.bin');
    expect(empty).toMatchObject({ contentLength: 0, contentType: 'application/octet-stream' });
  });

  it.each(['/ten.txt', ' ten.txt ', String.raw`\ten.txt`, 'sub/../ten.txt'])(
    'finds %j below the folder',
    async (name) => {
      await expect(download(name)).resolves.toMatchObject({ status: 200, contentLength: 10 });
    },
  );

  it.each([
    '../secret.txt',
    '/../secret.txt',
    String.raw`..\secret.txt`,
    'sub/../../secret.txt',
    '../download-beside/x',
    'ten.txt\0.png',
    'sub',
    '.',
    'missing.txt',
    'ten.txt/x',
  ])('answers 404 to %j', async (name) => {
    const response = await download(name);
    expect(response.status).toBe(404);
    expect(response.body).not.toContain('secret');
  });

  it('sends any file that a URL names', async () => {
    await expect(download(pathToFileURL(join(folder, 'secret.txt')))).resolves.toMatchObject({
      status: 200,
      body: 'secret',
    });
  });

  it('gives it another name, for clients old and new', async () => {
    const config = { baseDownloadPath: join(folder, 'download') };
    const controller = new TestController({ config });
    controller.renderFile('ten.txt', 'Größe "1" 100%.txt');
    const response = await controller.answer();
    expect(response.headers.get('Content-Disposition')).toBe(
      `attachment; filename="Gr__e _1_ 100_.txt"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22%20100%25.txt`,
    );
  });

  it('refuses names that would start another field, and blank ones', () => {
    const controller = new TestController();
    expect(() => controller.renderFile('a', 'a\r\nX: y')).toThrow('control characters');
    expect(() => controller.renderFile('a', ' ')).toThrow('blank');
    expect(() => controller.renderFile(' ')).toThrow('blank');
  });
});
