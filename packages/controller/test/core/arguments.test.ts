import { afterEach, describe, expect, it } from '@jest/globals';

import {
  AppConfig,
  type Constants,
  Controller,
  type ControllerClass,
  defineController,
  Int,
  type Interceptor,
  type InterceptorRef,
  type Invocation,
  oneOf,
  Para,
  type Parameter,
  RawData,
  type Routes,
  SessionAttr,
} from '../../src/index.ts';
import { routesOf, testApp } from '../../src/testing/index.ts';

/** A controller whose action shows its arguments. */
function showing(
  args: readonly Parameter[],
  before: readonly InterceptorRef[] = [],
): ControllerClass {
  class Shown extends Controller {
    show(...all: unknown[]): void {
      this.renderJson(all.map((one) => (typeof one === 'bigint' ? `${String(one)}n` : one)));
    }
  }
  defineController(Shown, { actions: { show: { args, before } } });
  return Shown;
}

function configOf(type: ControllerClass): AppConfig {
  class Config extends AppConfig {
    override configConstant(me: Constants): void {
      me.setLog(() => undefined);
    }
    override configRoute(me: Routes): void {
      me.add('/c', type);
    }
  }
  return new Config();
}

let close: (() => Promise<void>) | undefined;

afterEach(async () => {
  await close?.();
  close = undefined;
});

function appOf(type: ControllerClass): ReturnType<typeof testApp> {
  const app = testApp(configOf(type));
  close = () => app.close();
  return app;
}

class Filter {
  static readonly bindable = { name: String, age: Int };
  name = '';
  age = 0;
}

describe('An argument', () => {
  const rows: [string, Parameter, string, unknown][] = [
    ['String', Para('a', String), '?a=%20x', ' x'],
    ['String that is missing', Para('a', String), '', null],
    ['String that is empty', Para('a', String, { default: 'd' }), '?a=', 'd'],
    ['Int', Para('a', Int), '?a=N5', -5],
    ['Int that is blank', Para('a', Int), '?a=%20', 0],
    ['Int with a default', Para('a', Int, { default: 3 }), '', 3],
    ['Int that may be null', Para('a', Int, { default: null }), '', null],
    ['Number', Para('a', Number), '?a=1.5', 1.5],
    ['Boolean', Para('a', Boolean), '?a=TRUE', true],
    ['Boolean that is missing', Para('a', Boolean), '', false],
    ['BigInt', Para('a', BigInt), '?a=9007199254740993', '9007199254740993n'],
    ['one of some texts', Para('a', oneOf('x', 'y')), '?a=y', 'y'],
    ['one of some texts that it is not', Para('a', oneOf('x', 'y')), '?a=z', null],
    ['list of texts', Para('a', [String]), '?a=1&a=2', ['1', '2']],
    ['list of numbers', Para('a', [Int]), '?a=1&a=&a=3', [1, null, 3]],
    ['list that is missing', Para('a', [Int]), '', null],
    ['object', Para('f', Filter), '?f.name=n&f.age=x', { name: 'n', age: 0 }],
    ['object without prefix', Para('', Filter), '?name=n&age=4', { name: 'n', age: 4 }],
    ['part of the URL', Para(1, Int), '/7-8', 8],
  ];

  it.each(rows)('that is a %s', async (_, parameter, query, value) => {
    const response = await appOf(showing([parameter])).get(`/c/show${query}`);
    expect(response.json()).toEqual([value]);
  });

  it.each([
    ['a number too large', Para('a', Int), '?a=2147483648'],
    ['no number', Para('a', Int), '?a=x'],
    ['a required one that is missing', Para('a', String, { required: true }), ''],
    ['a session attribute that is missing', SessionAttr('user'), ''],
  ])('that is %s gets 400', async (_, parameter, query) => {
    expect((await appOf(showing([parameter])).get(`/c/show${query}`)).status).toBe(400);
  });

  it('from the session is what is stored there', async () => {
    const app = appOf(showing([SessionAttr('user'), SessionAttr('none', { required: false })]));
    const response = await app.withSession({ user: 'Ada' }).get('/c/show');
    expect(response.json()).toEqual(['Ada', null]);
  });

  it('from the session makes no session', async () => {
    const response = await appOf(showing([SessionAttr('user', { default: 'd' })])).get('/c/show');
    expect([response.json(), response.session]).toEqual([['d'], null]);
  });

  it('from the body is there when the action runs', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    const response = await appOf(showing([RawData()])).post('/c/show', { body: 'raw', headers });
    expect(response.json()).toEqual(['raw']);
  });
});

describe('Arguments and interceptors', () => {
  class Guard implements Interceptor {
    intercept(inv: Invocation): void {
      inv.getController().renderText('go away');
    }
  }
  class Curious implements Interceptor {
    intercept(inv: Invocation): void {
      inv.getController().renderText(String(inv.getArg(0)));
    }
  }
  class Changing implements Interceptor {
    intercept(inv: Invocation): void | Promise<void> {
      inv.setArg(0, 99);
      return inv.invoke();
    }
  }

  it('are converted after the interceptors before the action', async () => {
    expect((await appOf(showing([Para('a', Int)], [Guard])).get('/c/show?a=x')).text).toBe(
      'go away',
    );
  });

  it('are converted when an interceptor asks for them', async () => {
    const app = appOf(showing([Para('a', Int)], [Curious]));
    expect((await app.get('/c/show?a=5')).text).toBe('5');
    expect((await app.get('/c/show?a=x')).status).toBe(400);
  });

  it('can be replaced by interceptors', async () => {
    expect((await appOf(showing([Para('a', Int)], [Changing])).get('/c/show?a=5')).json()).toEqual([
      99,
    ]);
  });
});

describe('At the start', () => {
  function startOf(args: readonly Parameter[]): () => unknown {
    class Wrong extends Controller {
      show(first: unknown, second: unknown): void {
        this.renderJson([first, second]);
      }
    }
    defineController(Wrong, { actions: { show: { args } } });
    return () => routesOf(configOf(Wrong));
  }
  class Unbound {
    readonly a = 1;
  }

  it.each([
    ['without a source', [Para('a', Int)], 'Wrong.show: argument 1 says not where it comes from'],
    ['without a type', [Para('a'), Para('b', Int)], 'Wrong.show: argument 0 has no type'],
    ['of type Object', [Para('a', Object), Para('b', Int)], 'argument 0 has only the type Object'],
    ['of type Function', [Para('a', Function), Para('b', Int)], '`import type` of a class'],
    ['of type Array', [Para('a', Array), Para('b', Int)], 'does not say of what'],
    [
      'of a class without fields to set',
      [Para('a', Int), Para('b', Unbound)],
      'no static `bindable`',
    ],
  ])('an argument %s is an error', (_, args, message) => {
    expect(startOf(args)).toThrow(message);
  });
});
