import { describe, expect, it } from '@jest/globals';

import {
  AppConfig,
  Controller,
  defineController,
  type Interceptor,
  type InterceptorClass,
  type Interceptors,
  InterceptorStack,
  type Invocation,
  type MaybePromise,
  type Routes,
} from '../../src/index.ts';
import { routesOf } from '../../src/testing/index.ts';

class Global implements Interceptor {
  intercept(inv: Invocation): MaybePromise<void> {
    return inv.invoke();
  }
}
class RoutesLevel extends Global {}
class ClassLevel extends Global {}
class MethodLevel extends Global {}

type Clear = true | readonly InterceptorClass[] | undefined;

/** The names of the interceptors of an action, with what class and method clear. */
function namesOf(classClear: Clear, methodClear: Clear): string[] {
  class Page extends Controller {
    show(): void {
      this.renderNull();
    }
  }
  defineController(Page, {
    before: [ClassLevel],
    ...(classClear === undefined ? {} : { clear: classClear }),
    actions: {
      show: { before: [MethodLevel], ...(methodClear === undefined ? {} : { clear: methodClear }) },
    },
  });
  class Config extends AppConfig {
    override configInterceptor(me: Interceptors): void {
      me.add(new Global());
    }
    override configRoute(me: Routes): void {
      me.addInterceptor(RoutesLevel).add('/page', Page);
    }
  }
  const found = routesOf(new Config()).get('/page/show')?.interceptors ?? [];
  return found.map((interceptor) => interceptor.constructor.name);
}

const G = 'Global';
const R = 'RoutesLevel';
const C = 'ClassLevel';
const M = 'MethodLevel';

describe('The interceptors of an action', () => {
  const rows: [string, Clear, Clear, string[]][] = [
    ['nothing is cleared', undefined, undefined, [G, R, C, M]],
    ['the class clears all', true, undefined, [C, M]],
    ['the class clears some', [Global], undefined, [R, C, M]],
    ['the class clears its own', [ClassLevel], undefined, [G, R, C, M]],
    ['the method clears all', undefined, true, [M]],
    ['the method clears some', undefined, [RoutesLevel, ClassLevel], [G, M]],
    ['the method clears its own', undefined, [MethodLevel], [G, R, C, M]],
    ['both clear all', true, true, [M]],
    ['the class clears all and the method some', true, [ClassLevel], [M]],
    ['the class clears some and the method others', [Global], [RoutesLevel], [C, M]],
    ['the class clears some and the method all', [Global], true, [M]],
    ['the method clears a super class of others', undefined, [Global], [R, C, M]],
  ];

  it.each(rows)('when %s', (_, classClear, methodClear, names) => {
    expect(namesOf(classClear, methodClear)).toEqual(names);
  });
});

describe('Interceptors', () => {
  class First extends Global {}
  class Second extends Global {}
  class Both extends InterceptorStack {
    protected override config(): void {
      this.addInterceptors(First, Second);
    }
  }
  class Page extends Controller {
    a(): void {
      this.renderNull();
    }
    b(): void {
      this.renderNull();
    }
    c(): void {
      this.renderNull();
    }
  }
  defineController(Page, {
    before: [Both],
    actions: { a: { before: [First] }, b: { clear: [First] }, c: { clear: [Both] } },
  });
  class Config extends AppConfig {
    override configRoute(me: Routes): void {
      me.add('/page', Page);
    }
  }
  const routes = routesOf(new Config());
  const names = (key: string): string[] =>
    (routes.get(key)?.interceptors ?? []).map((interceptor) => interceptor.constructor.name);

  it('of one class are one object', () => {
    const [first, , again] = routes.get('/page/a')?.interceptors ?? [];
    expect(names('/page/a')).toEqual(['First', 'Second', 'First']);
    expect(first).toBe(again);
  });

  it('of a stack are cleared with the stack, not one by one', () => {
    expect(names('/page/b')).toEqual(['First', 'Second']);
    expect(names('/page/c')).toEqual([]);
  });

  it('of all actions cannot be added twice', () => {
    class Twice extends Config {
      override configInterceptor(me: Interceptors): void {
        me.add(new Global()).add(Global);
      }
    }
    expect(() => routesOf(new Twice())).toThrow(
      'There is a global interceptor of the class Global',
    );
  });

  it('are inherited with a class, and replaced by those of a subclass', () => {
    class Heir extends Page {
      override a(): void {
        this.renderNull();
      }
    }
    class Rebel extends Heir {
      override a(): void {
        this.renderNull();
      }
    }
    defineController(Heir, { actions: { a: {} } });
    defineController(Rebel, { before: [ClassLevel], actions: { a: {} } });
    class Family extends AppConfig {
      override configRoute(me: Routes): void {
        me.add('/heir', Heir).add('/rebel', Rebel);
      }
    }
    const family = routesOf(new Family());
    expect(family.get('/heir/a')?.interceptors.map((one) => one.constructor.name)).toEqual([
      'First',
      'Second',
    ]);
    expect(family.get('/rebel/a')?.interceptors.map((one) => one.constructor.name)).toEqual([C]);
  });
});
