import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { LiquidViews } from '../../src/views/index.ts';
import { TestController } from '../support/fake-exchange.ts';
import { FakeSession } from '../support/fake-session.ts';

describe('views', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'views-'));
    await mkdir(join(folder, 'views', 'page'), { recursive: true });
    await writeFile(
      join(folder, 'views', 'page', 'show.html'),
      'Hi {{ name }}, {{ flash.message }}',
    );
    await writeFile(join(folder, 'views', 'top.html'), '{% render "part.html", n: name %}!');
    await writeFile(join(folder, 'views', 'part.html'), '[{{ n | raw }}]');
    await writeFile(join(folder, 'secret.html'), 'secret');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const engine = (): LiquidViews => new LiquidViews({ root: join(folder, 'views') });

  it('see the request attributes, escaped, and what came along with a redirect', async () => {
    const session = new FakeSession();
    const before = new TestController({ session }).flash('message', 'Saved');
    before.redirect('/app/page');
    await before.answer();
    const controller = new TestController({ session, config: { viewEngine: engine() } });
    controller.set('name', '<Ada>').render('show.html');
    await expect(controller.answer()).resolves.toMatchObject({
      body: 'Hi &lt;Ada&gt;, Saved',
      contentType: 'text/html',
      charset: 'UTF-8',
    });
  });

  it('have a path of their own, a status, a type', async () => {
    const controller = new TestController({ config: { viewEngine: engine() } });
    controller.set('name', '<b>').render('/top.html', 201);
    await expect(controller.answer()).resolves.toMatchObject({ body: '[<b>]!', status: 201 });
    const xml = new TestController({ config: { viewEngine: engine() } });
    xml.renderXml('/top.html');
    await expect(xml.answer()).resolves.toMatchObject({ contentType: 'text/xml' });
    const template = new TestController({ config: { viewEngine: engine() } });
    template.renderTemplate('show.html');
    await expect(template.answer()).resolves.toMatchObject({ body: 'Hi , ' });
  });

  it('become text without an answer', async () => {
    const controller = new TestController({ config: { viewEngine: engine() } });
    await expect(controller.renderToString('show.html', { name: 'Ada' })).resolves.toBe('Hi Ada, ');
    expect(controller.getRender()).toBeUndefined();
  });

  it.each(['../secret.html', 'page/../../secret.html', String.raw`..\secret.html`, 'a\0.html'])(
    'are never looked for at %j',
    async (view) => {
      await expect(engine().render(view, {})).rejects.toThrow('has no place');
    },
  );

  it.each(['secret.html', '/../secret.html', '/page/../../secret.html'])(
    'are not found outside of the root, such as %j',
    async (view) => {
      await expect(engine().render(view, {})).rejects.toMatchObject({ code: 'CONTROLLER_RENDER' });
    },
  );

  it('do not see what their objects inherit', async () => {
    await writeFile(join(folder, 'views', 'own.html'), '{{ o.constructor.name }}{{ o.secret }}');
    const o = Object.create({ secret: 'inherited' }) as object;
    await expect(engine().render('/own.html', { o })).resolves.toBe('');
  });

  it('can have filters and an extension', async () => {
    const views = new LiquidViews({
      root: join(folder, 'views'),
      extension: '.html',
      filters: { shout: (text: string) => text.toUpperCase() },
    });
    await writeFile(join(folder, 'views', 'loud.html'), '{{ "hi" | shout }}');
    await expect(views.render('/loud', {})).resolves.toBe('HI');
  });

  it('are an error without an engine', async () => {
    const controller = new TestController();
    controller.render('show.html');
    await expect(controller.answer()).rejects.toMatchObject({ code: 'CONTROLLER_RENDER' });
  });
});
