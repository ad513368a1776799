import { describe, expect, it } from '@jest/globals';

import type { MaybePromise } from '../../src/common/maybe-promise.ts';
import type { RenderMethods } from '../../src/render/render-methods.ts';
import { Validator } from '../../src/validate/validator.ts';
import { TestController, type ExchangeOptions } from '../support/fake-exchange.ts';
import { FakeSession } from '../support/fake-session.ts';
import { FakeInvocation } from '../support/invocation.ts';

/** Checks the parameter `x`, or the first one in the URL, in the way that a test names. */
class Checks extends Validator {
  static rule = '';

  readonly #rules: Readonly<Record<string, () => MaybePromise<void>>> = {
    required: () => this.validateRequired('x', 'e', 'm'),
    requiredInUrl: () => this.validateRequired(0, 'e', 'm'),
    requiredString: () => this.validateRequiredString('x', 'e', 'm'),
    integer: () => this.validateInteger('x', 'e', 'm'),
    integerInUrl: () => this.validateInteger(0, -5, 5, 'e', 'm'),
    integer1To5: () => this.validateInteger('x', 1, 5, 'e', 'm'),
    long: () => this.validateLong('x', 'e', 'm'),
    double: () => this.validateDouble('x', 0.5, 1.5, 'e', 'm'),
    date: () => this.validateDate('x', 'e', 'm'),
    dateIn2020: () => this.validateDate('x', '2020-01-01', '2020-12-31', 'e', 'm'),
    dateBefore2020: () => this.validateDate('x', new Date(0), new Date(2020, 0, 1), 'e', 'm'),
    dateInNonsense: () => this.validateDate('x', 'yesterday', '2020-12-31', 'e', 'm'),
    germanDate: () => {
      this.setDatePattern('dd.MM.yyyy');
      this.validateDate('x', 'e', 'm');
    },
    boolean: () => this.validateBoolean('x', 'e', 'm'),
    string2To3: () => this.validateString('x', 2, 3, 'e', 'm'),
    string0To3: () => this.validateString('x', 0, 3, 'e', 'm'),
    equalField: () => this.validateEqualField('x', 'y', 'e', 'm'),
    email: () => this.validateEmail('x', 'e', 'm'),
    url: () => this.validateUrl('x', 'e', 'm'),
    regex: () => this.validateRegex('x', 'a|b+', 'e', 'm'),
    regexAnyCase: () => this.validateRegex('x', 'a|b+', false, 'e', 'm'),
    token: () => this.validateToken('e', 'm'),
    tokenLater: () => this.validateTokenLater('e', 'm'),
  };

  protected validate(): MaybePromise<void> {
    return this.#rules[Checks.rule]?.();
  }

  protected handleError(controller: RenderMethods): void {
    controller.set('handled', true);
  }
}

async function check(rule: string, options: ExchangeOptions): Promise<TestController> {
  Checks.rule = rule;
  const controller = new TestController(options);
  const inv = new FakeInvocation(controller);
  await new Checks().intercept(inv);
  // Either the action runs, or the error is told and handled: never both, never neither.
  const isRight = inv.runs === 1;
  expect(controller.getAttr('e')).toBe(isRight ? null : 'm');
  expect(controller.getAttr('handled')).toBe(isRight ? null : true);
  return controller;
}

const isRight = (controller: TestController): boolean => controller.getAttr('handled') === null;

describe('checks', () => {
  it.each([
    ['required', ['a', ' '], ['', null]],
    ['requiredString', ['a'], ['', ' ', null]],
    ['integer', ['1', ' -2 ', '2147483647'], ['', ' ', 'x', '1.5', '2147483648', 'N1', null]],
    ['integer1To5', ['1', '5'], ['0', '6', 'x', '']],
    ['long', ['2147483648'], ['9007199254740993', 'x', '']],
    ['double', ['0.5', '1.5', '1'], ['0.4', '1.6', 'x', '', 'NaN']],
    ['date', ['2020-02-29'], ['2021-02-29', 'x', '', '2020-02-29 10:00']],
    ['dateIn2020', ['2020-01-01', '2020-12-31'], ['2019-12-31', '2021-01-01', '']],
    ['dateBefore2020', ['2019-12-31'], ['2020-01-02']],
    ['dateInNonsense', [], ['2020-06-01']],
    ['germanDate', ['29.02.2020'], ['2020-02-29', '29.02.2021']],
    ['boolean', ['1', 'TRUE', '0', 'false'], ['', 'on', null]],
    ['string2To3', ['ab', 'abc'], ['a', 'abcd', '  ', '', null]],
    ['string0To3', ['', 'abc', null], ['abcd']],
    [
      'email',
      ["o'hara@a.example", 'a.b-c_d+e@mail.example.com'],
      [
        'a@b',
        'a@b.c',
        '@b.com',
        'a..b@c.de',
        'a b@c.de',
        'a@b@c.de',
        'a@-',
        '\u212a@b.com',
        'a@b.\u0130\u0130',
        '',
      ],
    ],
    [
      'url',
      ['http://a.example/?b', 'https://a.example', 'ftp://a.example'],
      ['javascript:alert(1)', '/a', 'http:a', 'a.example', ''],
    ],
    ['regex', ['a', 'bb'], ['A', 'ab', 'xa', '', null]],
    ['regexAnyCase', ['A', 'Bb'], ['ab']],
  ] as const)('%s', async (rule, right, wrong) => {
    for (const value of [...right, ...wrong]) {
      const paras = value === null ? [] : ([['x', value]] as const);
      const controller = await check(rule, { paras });
      expect([value, isRight(controller)]).toEqual([value, right.includes(value as never)]);
    }
  });

  it.each([
    ['requiredInUrl', 'a', true],
    ['requiredInUrl', '', false],
    ['integerInUrl', 'N5', true],
    ['integerInUrl', 'N6', false],
    ['integerInUrl', 'x', false],
  ])('%s with %j in the URL', async (rule, urlPara, right) => {
    expect(isRight(await check(rule, { urlPara }))).toBe(right);
  });

  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['', '', false],
  ])('equalField with %j and %j', async (x, y, right) => {
    const paras = [
      ['x', x],
      ['y', y],
    ] as const;
    expect(isRight(await check('equalField', { paras }))).toBe(right);
  });

  it.each(['token', 'tokenLater'])('%s: once', async (rule) => {
    const session = new FakeSession();
    const token = new TestController({ session }).createToken();
    const paras = [['_jfinal_token', token]] as const;
    expect(isRight(await check(rule, { session, paras }))).toBe(true);
    expect(isRight(await check(rule, { session, paras }))).toBe(false);
  });
});

class Login extends Validator {
  static isShort = false;
  static isJson = false;

  protected async validate(): Promise<void> {
    this.setShortCircuit(Login.isShort);
    if (Login.isJson) this.setRet({ state: 'fail' });
    await Promise.resolve();
    this.validateRequired('account', 'accountMessage', 'Account is missing.');
    this.validateRequired('password', 'passwordMessage', 'Password is missing.');
  }

  protected handleError(controller: RenderMethods): void {
    if (Login.isJson) controller.renderJson(this.getRet());
    else controller.keepPara('account').set('key', [this.getActionKey(), this.getViewPath()]);
  }
}

describe('a validator', () => {
  async function login(flags: { isShort?: boolean; isJson?: boolean }): Promise<TestController> {
    Login.isShort = flags.isShort ?? false;
    Login.isJson = flags.isJson ?? false;
    const controller = new TestController({ paras: [['other', '1']] });
    await new Login().intercept(new FakeInvocation(controller));
    return controller;
  }

  it('tells all errors, and knows the action', async () => {
    const controller = await login({});
    expect(controller.getAttr('accountMessage')).toBe('Account is missing.');
    expect(controller.getAttr('passwordMessage')).toBe('Password is missing.');
    expect(controller.getAttr('key')).toEqual(['/page/show', '/page/']);
  });

  it('stops at the first one when it is told to', async () => {
    const controller = await login({ isShort: true });
    expect(controller.getAttr('accountMessage')).toBe('Account is missing.');
    expect(controller.getAttr('passwordMessage')).toBeNull();
  });

  it('collects them for JSON', async () => {
    const response = await (await login({ isJson: true })).answer();
    expect(JSON.parse(response.body)).toEqual({
      state: 'fail',
      accountMessage: 'Account is missing.',
      passwordMessage: 'Password is missing.',
    });
  });

  it('lets other failures through', () => {
    class Broken extends Validator {
      protected validate(): void {
        this.getRet();
      }
      protected handleError(): void {
        throw new Error('not reached');
      }
    }
    const inv = new FakeInvocation(new TestController());
    expect(() => new Broken().intercept(inv)).toThrow('setRet');
    expect(inv.runs).toBe(0);
  });

  it('keeps nothing from one request to the next', async () => {
    const validator = new Login();
    Login.isShort = Login.isJson = false;
    await validator.intercept(new FakeInvocation(new TestController()));
    const paras = [
      ['account', 'a'],
      ['password', 'b'],
    ] as const;
    const inv = new FakeInvocation(new TestController({ paras }));
    await validator.intercept(inv);
    expect(inv.runs).toBe(1);
  });
});
