import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Part } from '@httpsession/servlet';

import { UploadConfig } from '../../src/config/upload-config.ts';
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
    new TestController({
      parts,
      config: { baseUploadPath: folder, uploadExtensions: new Set(['', 'txt', 'png']) },
    });

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
    // Bytes count: 65 characters of three and 49 of four.
    ['\u4e2d'.repeat(150) + '.txt', '\u4e2d'.repeat(65) + '.txt'],
    ['\u{1f600}'.repeat(120) + '.txt', '\u{1f600}'.repeat(49) + '.txt'],
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

  it('go where the getter says, below the upload path, be there a slash before it or not', async () => {
    const request = controller(part('a', 'a.txt'));
    await request.getFile('a', '/images')?.save();
    await request.getFile(undefined, ' images ')?.save();
    await expect(readdir(join(folder, 'images'))).resolves.toEqual(['a.txt', 'a1.txt']);
    await expect(request.getFile('a', '../elsewhere')?.save()).rejects.toThrow(RangeError);
  });

  it('are refused together when they have more bytes than the getter takes', () => {
    const request = controller(part('a', 'a.txt', 'four'), part('b', 'b.txt', 'four'));
    expect(request.getFiles('', 8)).toHaveLength(2);
    expect(statusOf(() => request.getFiles('', 7))).toBe(413);
    expect(statusOf(() => request.getFile('a', '', 7))).toBe(413);
  });

  it.each(['page.html', 'script', 'shell.php', 'photo.png.exe'])(
    'of a kind that is not on the list are refused with all others: %j',
    (name) => {
      const config = { uploadExtensions: new UploadConfig().extensions };
      const request = new TestController({ parts: [part('a', 'a.txt'), part('b', name)], config });
      expect(statusOf(() => request.getFiles())).toBe(400);
      expect(statusOf(() => request.getFile('a'))).toBe(400);
    },
  );
});

describe('The list of kinds that are taken as uploads', () => {
  it('starts as in JFinal, and is changed in any case', () => {
    const uploads = new UploadConfig();
    expect(uploads.extensions.size).toBe(54);
    expect(['zip', 'svg', 'pdf', 'm3u8', 'ts'].every((kind) => uploads.extensions.has(kind))).toBe(
      true,
    );
    uploads.addWhitelist('.GIF', ' heic ').removeWhitelist('Svg');
    expect(['gif', 'heic', 'svg'].map((kind) => uploads.extensions.has(kind))).toEqual([
      true,
      true,
      false,
    ]);
    uploads.clearWhitelist().addWhitelist('txt');
    expect([...uploads.extensions]).toEqual(['txt']);
  });

  it('never has the pages of Java servers, even where they were added', () => {
    const config = { uploadExtensions: new UploadConfig().addWhitelist('jsp').extensions };
    const request = new TestController({ parts: [part('a', 'a.jsp')], config });
    expect(statusOf(() => request.getFiles())).toBe(400);
  });
});
