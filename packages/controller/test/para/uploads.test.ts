import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Part } from '@httpsession/servlet';

import { statusOf, TestController } from '../support/fake-exchange.ts';

function part(field: string, fileName: string | null, content = 'text'): Part {
  return {
    getName: () => field,
    getSubmittedFileName: () => fileName,
    getContentType: () => 'text/plain',
    getSize: () => content.length,
    getInputStream: () => Readable.from([Buffer.from(content)]),
    write: () => Promise.resolve(),
    delete: () => Promise.resolve(),
    getHeader: () => null,
    getHeaders: () => [],
    getHeaderNames: () => [],
  };
}

describe('uploads', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'uploads-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const controller = (...parts: Part[]): TestController =>
    new TestController({ parts, config: { baseUploadPath: folder } });

  it('are found by the field, without the fields that have no file', () => {
    const request = controller(part('note', null), part('none', ''), part('b', 'b.txt'));
    expect(request.getFiles()).toHaveLength(1);
    expect(request.getFile()?.getParameterName()).toBe('b');
    expect(request.getFile('b')?.getOriginalFileName()).toBe('b.txt');
    expect(request.getFile('note')).toBeNull();
    expect(controller().getFile()).toBeNull();
  });

  it('are written below the upload path, and never over each other', async () => {
    const file = controller(part('a', 'a.txt', 'first')).getFile();
    await expect(file?.save('sub')).resolves.toBe(join(folder, 'sub', 'a.txt'));
    await expect(file?.save('sub')).resolves.toBe(join(folder, 'sub', 'a1.txt'));
    await expect(readFile(join(folder, 'sub', 'a.txt'), 'utf8')).resolves.toBe('first');
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    [String.raw`C:\fakepath\photo.png`, 'photo.png'],
    ['..', 'file'],
    ['.htaccess', 'htaccess'],
    ['a\u0000b\n.txt', 'ab.txt'],
    ['a<b>:"c".txt', 'abc.txt'],
    ['x'.repeat(300) + '.txt', 'x'.repeat(196) + '.txt'],
  ])('stay in their folder when the client calls them %j', async (name, stored) => {
    const file = controller(part('a', name)).getFile();
    expect(file?.getFileName()).toBe(stored);
    await file?.save();
    await expect(readdir(folder)).resolves.toEqual([stored]);
  });

  it('refuse a folder outside of the upload path', async () => {
    const file = controller(part('a', 'a.txt')).getFile();
    await expect(file?.save('../elsewhere')).rejects.toThrow(RangeError);
    await expect(file?.save(`${folder}-beside`)).rejects.toThrow(RangeError);
  });

  it.each(['shell.jsp', 'shell.JSPX', 'shell.jsp.'])(
    'refuse %j with all that came along',
    (name) => {
      expect(statusOf(() => controller(part('a', 'a.txt'), part('b', name)).getFiles())).toBe(400);
    },
  );
});
