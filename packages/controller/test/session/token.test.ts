import { describe, expect, it } from '@jest/globals';

import type { FormToken, TokenCache } from '../../src/common/token-cache.ts';
import { TestController } from '../support/fake-exchange.ts';
import { FakeSession } from '../support/fake-session.ts';

const NAME = '_jfinal_token';

function posting(session: FakeSession, token: string, name = NAME): TestController {
  return new TestController({ session, paras: [[name, token]] });
}

describe('form tokens in the session', () => {
  it('S4-21 let a form through once', () => {
    const session = new FakeSession();
    const token = new TestController({ session }).createToken();
    expect(posting(session, token).validateToken()).toBe(true);
    expect(posting(session, token).validateToken()).toBe(false);
  });

  it.each([
    ['wrong', (token: string) => `${token.slice(0, -1)}!`],
    ['cut', (token: string) => token.slice(0, -1)],
    ['empty', () => ''],
  ])('are used up by a token that is %s', (_what, forge) => {
    const session = new FakeSession();
    const token = new TestController({ session }).createToken();
    expect(posting(session, forge(token)).validateToken()).toBe(false);
    expect(posting(session, token).validateToken()).toBe(false);
  });

  it('S4-21 are not those of another session', () => {
    const token = new TestController({ session: new FakeSession() }).createToken();
    const other = new FakeSession();
    new TestController({ session: other }).createToken();
    expect(posting(other, token).validateToken()).toBe(false);
  });

  it('take what is no token of theirs for none', () => {
    const session = new FakeSession();
    session.attributes.set(NAME, { toString: () => 'x' });
    expect(posting(session, 'x').validateToken()).toBe(false);
    expect(new TestController({ paras: [[NAME, 'null']] }).validateToken()).toBe(false);
  });

  it('give the view the token and a hidden field, whatever its name', () => {
    const controller = new TestController();
    const token = controller.createToken('"><script>');
    expect(controller.getAttr('"><script>')).toBe(token);
    expect(controller.getAttr('token')).toBe(
      '<input type="hidden" name="&quot;&gt;&lt;script&gt;" id="&quot;&gt;&lt;script&gt;" ' +
        `value="${token}">`,
    );
  });

  it('cannot be guessed', () => {
    const tokens = new Set(Array.from({ length: 50 }, () => new TestController().createToken()));
    expect(tokens.size).toBe(50);
    expect([...tokens].every((token) => token.length === 32)).toBe(true);
  });
});

class Cache implements TokenCache {
  readonly tokens: FormToken[] = [];
  readonly #later: boolean;

  constructor(later = false) {
    this.#later = later;
  }

  put(token: FormToken): void | Promise<void> {
    this.tokens.push(token);
    return this.#later ? Promise.resolve() : undefined;
  }

  remove(id: string): boolean | Promise<boolean> {
    const index = this.tokens.findIndex((token) => token.id === id);
    if (index !== -1) this.tokens.splice(index, 1);
    return this.#later ? Promise.resolve(index !== -1) : index !== -1;
  }
}

describe('form tokens in a cache', () => {
  it('need no session', () => {
    const tokenCache = new Cache();
    const controller = new TestController({ config: { tokenCache } });
    const paras = [[NAME, controller.createToken()]] as const;
    expect(new TestController({ paras, config: { tokenCache } }).validateToken()).toBe(true);
    expect(new TestController({ paras, config: { tokenCache } }).validateToken()).toBe(false);
    expect(controller.request.session).toBeUndefined();
  });

  it('are good in the session that they were made in, whatever its id becomes', () => {
    const tokenCache = new Cache();
    const config = { tokenCache };
    const session = new FakeSession();
    const made = (own?: FakeSession): [string, string][] => [
      [NAME, new TestController({ config, ...(own && { session: own }) }).createToken()],
    ];
    const passes = (paras: [string, string][], own?: FakeSession): boolean =>
      new TestController({ config, paras, ...(own && { session: own }) }).validateToken();
    // Somebody's token in another's session, and without one: what JFinal lets through.
    expect(passes(made(session), new FakeSession())).toBe(false);
    expect(passes(made(session))).toBe(false);
    expect(passes(made(), session)).toBe(false);
    const paras = made(session);
    session.id = 'id-2';
    expect(passes(paras, session)).toBe(true);
    expect(passes(paras, session)).toBe(false);
  });

  it.each([
    [10, 300],
    [600, 600],
  ])('live for %i seconds or the least there is', (seconds, life) => {
    const tokenCache = new Cache();
    const before = Date.now();
    new TestController({ config: { tokenCache } }).createToken('x', seconds);
    const lives = (tokenCache.tokens[0]?.expiresAt ?? 0) - before;
    expect(Math.floor(lives / 1000)).toBeGreaterThanOrEqual(life);
    expect(lives).toBeLessThan((life + 60) * 1000);
  });

  it('that answers later is asked with a promise, and never taken for true', async () => {
    const tokenCache = new Cache(true);
    const controller = new TestController({ config: { tokenCache } });
    const paras = [[NAME, await controller.createTokenLater()]] as const;
    const posted = new TestController({ paras, config: { tokenCache } });
    await expect(posted.validateTokenLater()).resolves.toBe(true);
    await expect(posted.validateTokenLater()).resolves.toBe(false);
    expect(() => posted.validateToken()).toThrow('validateTokenLater');
    expect(() => controller.createToken()).toThrow('createTokenLater');
  });
});
