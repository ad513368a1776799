import { describe, expect, it } from '@jest/globals';

import {
  Controller,
  defineController,
  JsonRender,
  NoUrlPara,
  RedirectRender,
  requireSession,
} from '../../src/index.ts';
import { invokeAction } from '../../src/testing/index.ts';

class UserController extends Controller {
  readonly title = 'user';

  show(): string {
    this.set('id', this.getInt(0)).renderJson({
      q: this.getPara('q'),
      all: this.getParaValues('all'),
    });
    return 'shown';
  }

  save(): void {
    this.setSessionAttr('saved', this.getInt('id')).redirect('/user');
  }

  end(): void {
    this.invalidateSession().renderNull();
  }

  helper(): void {
    this.renderNull();
  }
}

defineController(UserController, {
  path: '/user',
  actions: {
    show: {},
    save: { verbs: ['POST'], before: [NoUrlPara] },
    end: { before: [requireSession({ attribute: 'loginUser' })] },
  },
});

describe('invokeAction', () => {
  it('runs an action with its parameters, and gives its render, attributes and result', async () => {
    const left = await invokeAction(UserController, 'show', {
      para: { q: 'a b', all: ['1', '2'] },
      urlPara: '7',
    });
    expect(left.render).toBeInstanceOf(JsonRender);
    expect(left).toMatchObject({ attributes: { id: 7 }, returned: 'shown', session: null });
    expect(left.error).toBeUndefined();
  });

  it('gives the session afterwards', async () => {
    const left = await invokeAction(UserController, 'save', {
      para: { id: '5' },
      session: { a: 1 },
    });
    expect(left.render).toBeInstanceOf(RedirectRender);
    expect(left.session?.attributes).toEqual({ a: 1, saved: 5 });
    const ended = await invokeAction(UserController, 'end', { session: { loginUser: 'ada' } });
    expect(ended.session).toBeNull();
  });

  it('gives what the action or its interceptors have thrown', async () => {
    const bad = await invokeAction(UserController, 'save', { para: { id: 'x' } });
    expect(bad).toMatchObject({ error: { status: 400 }, session: null });
    const away = await invokeAction(UserController, 'end');
    expect(away).toMatchObject({ error: { status: 401 } });
    const behind = await invokeAction(UserController, 'save', { urlPara: '1' });
    expect(behind).toMatchObject({ error: { status: 404 } });
  });

  it('refuses what is no action', async () => {
    await expect(invokeAction(UserController, 'helper')).rejects.toThrow('helper is no action');
  });
});
