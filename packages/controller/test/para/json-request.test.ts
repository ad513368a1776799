import { describe, expect, it } from '@jest/globals';

import { carriesJson, resolveJson } from '../../src/para/json-request.ts';
import { TestController, type ExchangeOptions } from '../support/fake-exchange.ts';

async function reading(body: string, more: ExchangeOptions = {}): Promise<TestController> {
  const controller = new TestController({ body: [Buffer.from(body)], ...more });
  await resolveJson(controller.exchange);
  return controller;
}

describe('a JSON body', () => {
  it('gives parameters, before those of the query', async () => {
    const paras = [
      ['name', 'query'],
      ['page', '2'],
    ] as const;
    const controller = await reading('{"name":"Ada","age":36,"isAdult":true,"none":null}', {
      paras,
    });
    expect(controller.getPara('name')).toBe('Ada');
    expect(controller.getInt('age')).toBe(36);
    expect(controller.getBoolean('isAdult')).toBe(true);
    expect(controller.getPara('none', 'default')).toBe('default');
    expect(controller.getInt('page')).toBe(2);
    expect(controller.getParaMap().get('page')).toEqual(['2']);
    expect(controller.getKv()).toMatchObject({ name: 'Ada', none: null, page: '2' });
  });

  it('gives its keys as names, and not those of the query, as JFinal does', async () => {
    const controller = await reading('{"name":"Ada","none":null}', { paras: [['page', '2']] });
    expect([...controller.getParaNames()]).toEqual(['name', 'none']);
    controller.keepPara();
    expect(controller.getAttr('page')).toBe('2');
  });

  it('gives nested values as JSON, and arrays also as values', async () => {
    const controller = await reading('{"ids":[1,"2"],"user":{"name":"Ada"}}');
    expect(controller.getPara('ids')).toBe('[1,"2"]');
    expect(controller.getParaValuesToInt('ids')).toEqual([1, 2]);
    expect(controller.getPara('user')).toBe('{"name":"Ada"}');
  });

  it('can be read as it came, once more', async () => {
    const controller = await reading('{"a":"€"}');
    await expect(controller.getRawData()).resolves.toBe('{"a":"€"}');
  });

  it.each(['[1,2]', '"text"', 'null', ' '])('gives none when it is %j', async (body) => {
    const controller = await reading(body);
    expect([...controller.getParaNames()]).toEqual([]);
  });

  it('has keys of any name', async () => {
    const controller = await reading('{"__proto__":"x","constructor":"y"}');
    expect(controller.getPara('__proto__')).toBe('x');
    expect(Object.entries(controller.getKv())).toContainEqual(['constructor', 'y']);
  });

  it('is refused when it is no JSON, too deep, or too long', async () => {
    await expect(reading('{')).rejects.toMatchObject({ status: 400 });
    const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const config = { maxPostSize: 1_000_000 };
    await expect(reading(deep, { config })).rejects.toMatchObject({ status: 400 });
    await expect(reading(`{"a":"${'x'.repeat(2000)}"}`)).rejects.toMatchObject({ status: 413 });
  });

  it('is looked for once, where the content type says so', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const controller = new TestController({ body: [Buffer.from('{}')], headers });
    expect(carriesJson(controller.getRequest())).toBe(true);
    await resolveJson(controller.exchange);
    expect(carriesJson(controller.getRequest())).toBe(false);
    expect(carriesJson(new TestController().getRequest())).toBe(false);
  });
});
