import { describe, expect, it } from '@jest/globals';

import { TestController, type ExchangeOptions } from '../support/fake-exchange.ts';
import type { FakeResponse } from '../support/fake-response.ts';

async function answerOf(
  action: (controller: TestController) => void,
  options: ExchangeOptions = {},
): Promise<FakeResponse> {
  const controller = new TestController(options);
  action(controller);
  return controller.answer();
}

describe('text', () => {
  it('is plain, in the configured charset, and not for caches', async () => {
    const response = await answerOf((c) => c.renderText('Grüße'));
    expect(response).toMatchObject({ body: 'Grüße', contentType: 'text/plain', charset: 'UTF-8' });
    expect(Object.fromEntries(response.headers)).toEqual({
      'Cache-Control': 'no-cache',
      Expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
      Pragma: 'no-cache',
    });
  });

  it.each([
    ['xml', 'text/xml'],
    ['js', 'application/javascript'],
    ['html', 'text/html'],
    ['json', 'application/json'],
    ['eventStream', 'text/event-stream'],
    ['text/csv', 'text/csv'],
  ])('takes %s for a content type', async (name, contentType) => {
    const response = await answerOf((c) => c.renderText('', name));
    expect(response.contentType).toBe(contentType);
  });

  it('keeps the charset that the content type names', async () => {
    const response = await answerOf((c) => c.renderText('', 'text/plain; charset=latin1'));
    expect(response).toMatchObject({ contentType: 'text/plain; charset=latin1', charset: null });
  });

  it('is HTML or JavaScript', async () => {
    const html = await answerOf((c) => c.renderHtml('<p>'));
    expect(html).toMatchObject({ body: '<p>', contentType: 'text/html' });
    const script = await answerOf((c) => c.renderJavascript('f()'));
    expect(script).toMatchObject({ body: 'f()', contentType: 'text/javascript' });
  });
});

describe('the last render', () => {
  it('is the one that counts', async () => {
    const response = await answerOf((c) => {
      c.redirect('/elsewhere');
      c.renderText('this');
    });
    expect(response).toMatchObject({ status: 200, body: 'this' });
  });

  it('may be nothing at all', async () => {
    const response = await answerOf((c) => c.renderNull());
    expect(response).toMatchObject({ status: 200, body: '', contentType: null });
  });

  it('is there for interceptors', () => {
    const controller = new TestController();
    expect(controller.getRender()).toBeUndefined();
    controller.renderNull();
    expect(controller.getRender()).toBe(controller.exchange.render);
  });
});

describe('JSON', () => {
  it('is any value', async () => {
    const response = await answerOf((c) => c.renderJson({ a: [1, null], b: 'é' }));
    expect(response).toMatchObject({
      body: '{"a":[1,null],"b":"é"}',
      contentType: 'application/json',
      charset: 'UTF-8',
    });
  });

  it.each([
    ['a text', 'text', '"text"'],
    ['null', null, 'null'],
    ['undefined', undefined, 'null'],
    ['an array of texts', ['a'], '["a"]'],
    ['a map', new Map([['a', 1]]), '{"a":1}'],
    ['a set', new Set([1]), '[1]'],
    ['a small bigint', 12n, '12'],
    ['a large bigint', 9_007_199_254_740_993n, '"9007199254740993"'],
  ])('serialises %s', async (_what, value, text) => {
    const response = await answerOf((c) => c.renderJson(value));
    expect(response.body).toBe(text);
  });

  it('is one property, some attributes, or ready text', async () => {
    const one = await answerOf((c) => c.renderJson('message', 'Hi'));
    expect(one.body).toBe('{"message":"Hi"}');
    const some = await answerOf((c) => c.set('a', 1).set('b', 2).renderJsonAttrs('b', 'c'));
    expect(some.body).toBe('{"b":2,"c":null}');
    const ready = await answerOf((c) => c.renderJsonText('{"a": 1}'));
    expect(ready.body).toBe('{"a": 1}');
    const none = await answerOf((c) => c.renderJsonText(null));
    expect(none.body).toBe('null');
  });

  it('is all attributes of the application, as they are when it is written', async () => {
    const controller = new TestController();
    controller.set('a', 1).set('_res', {}).set('jakarta.servlet.x', 1).flash('f', 1);
    controller.renderJson();
    controller.set('late', true);
    expect((await controller.answer()).body).toBe('{"a":1,"late":true}');
  });

  it('cannot break out of a page around it', async () => {
    const response = await answerOf((c) => c.renderJson('</script><!-- & \u2028\u2029'));
    expect(response.body).toBe(String.raw`"\u003c/script\u003e\u003c!-- \u0026 \u2028\u2029"`);
    expect(JSON.parse(response.body)).toBe('</script><!-- & \u2028\u2029');
    const ready = await answerOf((c) => c.renderJsonText('"<b>"'));
    expect(ready.body).toBe(String.raw`"\u003cb\u003e"`);
  });

  it('has dates in the configured pattern, or as ISO 8601', async () => {
    const date = new Date(2020, 1, 3, 4, 5, 6, 78);
    const plain = await answerOf((c) => c.renderJson({ date }));
    expect(plain.body).toBe(`{"date":"${date.toISOString()}"}`);
    const config = { jsonDatePattern: 'yyyy/MM/dd HH:mm:ss.SSS yy M' };
    const formatted = await answerOf((c) => c.renderJson({ date }), { config });
    expect(formatted.body).toBe('{"date":"2020/02/03 04:05:06.078 20 2"}');
  });

  it('fails in the action when a value contains itself', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(() => new TestController().renderJson(loop)).toThrow('circular');
  });
});

describe('request attributes', () => {
  it('are set one by one or together, and have defaults', () => {
    const controller = new TestController();
    controller
      .setAttrs({ a: 1 })
      .setAttrs(new Map([['b', '2']]))
      .setAttr('c', 3)
      .removeAttr('c');
    expect([...controller.getAttrNames()]).toEqual(['a', 'b']);
    expect(controller.getAttr('a', 9)).toBe(1);
    expect(controller.getAttr('c')).toBeNull();
    expect(controller.set('zero', 0).getAttr('zero', 9)).toBe(0);
    expect(controller.getAttr('c', 9)).toBe(9);
  });

  it('are cast, and fail when they are something else', () => {
    const controller = new TestController().set('a', 1).set('b', '2');
    expect(controller.getAttrForInt('a')).toBe(1);
    expect(controller.getAttrForStr('b')).toBe('2');
    expect(controller.getAttrForStr('missing')).toBeNull();
    expect(() => controller.getAttrForStr('a')).toThrow(TypeError);
    expect(() => controller.getAttrForInt('b')).toThrow(TypeError);
  });
});
