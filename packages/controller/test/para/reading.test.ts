import { describe, expect, it } from '@jest/globals';

import { statusOf, TestController } from '../support/fake-exchange.ts';

describe('getPara', () => {
  const paras = [
    ['name', ' Ada '],
    ['name', 'Grace'],
    ['empty', ''],
    ['blank', ' '],
  ] as const;

  it('gives the first value with its white space, and null for an empty one', () => {
    const controller = new TestController({ paras });
    expect(controller.getPara('name')).toBe(' Ada ');
    expect(controller.getPara('empty')).toBeNull();
    expect(controller.getPara('missing')).toBeNull();
    expect(controller.get('name')).toBe(' Ada ');
  });

  it('takes the default for missing and empty, not for blank', () => {
    const controller = new TestController({ paras });
    expect(controller.getPara('empty', 'd')).toBe('d');
    expect(controller.get('missing', 'd')).toBe('d');
    expect(controller.getPara('blank', 'd')).toBe(' ');
  });

  it('keeps empty values in the map and in arrays', () => {
    const controller = new TestController({ paras });
    expect(controller.getParaMap()).toEqual(
      new Map([
        ['name', [' Ada ', 'Grace']],
        ['empty', ['']],
        ['blank', [' ']],
      ]),
    );
    expect(controller.getParaValues('empty')).toEqual(['']);
    expect(controller.getParaValues('missing')).toBeNull();
    expect([...controller.getParaNames()]).toEqual(['name', 'empty', 'blank']);
  });

  it('tells blank and missing apart', () => {
    const controller = new TestController({ paras, urlPara: 'a--' });
    expect(controller.isParaBlank('blank')).toBe(true);
    expect(controller.isParaBlank('name')).toBe(false);
    expect(controller.isParaExists('empty')).toBe(true);
    expect(controller.isParaExists('missing')).toBe(false);
    expect([controller.isParaExists(0), controller.isParaExists(1)]).toEqual([true, false]);
  });

  it('gathers first values, whatever they are called', () => {
    const controller = new TestController({ paras: [...paras, ['__proto__', 'x']] });
    const kv = controller.getKv();
    expect({ ...kv }).toEqual(expect.objectContaining({ name: ' Ada ', empty: null }));
    expect(Object.keys(kv)).toContain('__proto__');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

describe('URL parameters', () => {
  it.each([
    ['7-2', ['7', '2', null]],
    ['-2', [null, '2', null]],
    ['7--2', ['7', null, '2']],
    ['7--', ['7', null, null]],
    ['a%2Db-c%20d', ['a-b', 'c d', null]],
    ['%ff-b', ['%ff', 'b', null]],
    ['', [null, null, null]],
  ])('splits %j', (urlPara, parts) => {
    const controller = new TestController({ urlPara });
    expect([0, 1, 2].map((index) => controller.getPara(index))).toEqual(parts);
  });

  it('are one text without an index, and with a negative one', () => {
    const controller = new TestController({ urlPara: 'a-b%2Fc' });
    expect(controller.getPara()).toBe('a-b/c');
    expect(controller.get(-1)).toBe('a-b/c');
    expect(new TestController({ urlPara: '' }).getPara()).toBeNull();
    expect(new TestController().getPara()).toBeNull();
  });

  it('take a separator that means something in expressions', () => {
    const controller = new TestController({ urlPara: 'a.b', config: { urlParaSeparator: '.' } });
    expect(controller.getPara(1)).toBe('b');
  });

  it('are 404 when there are too few or too many', () => {
    const controller = new TestController({ urlPara: 'a-b' });
    expect(statusOf(() => controller.checkUrlPara(2))).toBeUndefined();
    expect(statusOf(() => controller.checkUrlPara(1, 3))).toBeUndefined();
    expect(statusOf(() => controller.checkUrlPara(1))).toBe(404);
    expect(statusOf(() => controller.checkUrlPara(3))).toBe(404);
    expect(statusOf(() => new TestController({ urlPara: 'a--' }).checkUrlPara(1))).toBeUndefined();
    expect(statusOf(() => new TestController({ urlPara: '--a' }).checkUrlPara(3))).toBeUndefined();
  });
});

describe('the body', () => {
  const bytes = [Buffer.from('{"a":"€'), Buffer.from('"}')];

  it('is text, and the same at the second look', async () => {
    const controller = new TestController({ body: bytes });
    await expect(controller.getRawData()).resolves.toBe('{"a":"€"}');
    await expect(controller.getRawData()).resolves.toBe('{"a":"€"}');
  });

  it('is read in the charset of the request', async () => {
    const body = [Uint8Array.of(0x80)];
    const headers = { 'Content-Type': 'text/plain;charset=windows-1252' };
    await expect(new TestController({ body, headers }).getRawData()).resolves.toBe('€');
    const unknown = { 'Content-Type': 'text/plain;charset=nonsense' };
    await expect(new TestController({ body, headers: unknown }).getRawData()).rejects.toMatchObject(
      { status: 415 },
    );
  });

  it('is refused when it is too long', async () => {
    const controller = new TestController({ body: bytes, config: { maxPostSize: 10 } });
    await expect(controller.getRawData()).rejects.toMatchObject({ status: 413 });
  });

  it('is JSON when the content type says so', () => {
    const json = { 'Content-Type': 'application/problem+json' };
    expect(new TestController({ headers: json }).isJsonRequest()).toBe(true);
    expect(new TestController({ headers: { 'Content-Type': 'text/html' } }).isJsonRequest()).toBe(
      false,
    );
    expect(new TestController().isJsonRequest()).toBe(false);
  });
});
