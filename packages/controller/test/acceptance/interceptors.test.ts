import { afterEach, describe, expect, it } from '@jest/globals';

import {
  type Constants,
  Controller,
  type ControllerClass,
  defineController,
  Int,
  type Interceptor,
  type Interceptors,
  type Invocation,
  type MaybePromise,
  Para,
  requireSession,
  type Routes,
} from '../../src/index.ts';
import { LiveServer, SmallApplication } from '../support/live-server.ts';

let server: LiveServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Leaves its name behind. */
class Named implements Interceptor {
  intercept(inv: Invocation): MaybePromise<void> {
    const c = inv.getController();
    c.set('trace', `${c.getAttr<string>('trace') ?? ''}${this.constructor.name} `);
    return inv.invoke();
  }
}
class Global extends Named {}
class GlobalListed extends Named {}
class Routed extends Named {}
class RoutedListed extends Named {}
class Classed extends Named {}
class ClassedListed extends Named {}
class Own extends Named {}
class OwnListed extends Named {}

const LISTED = [GlobalListed, RoutedListed, ClassedListed, OwnListed];
const CLEARS = { none: undefined, bare: true, listed: LISTED } as const;
type ClearName = keyof typeof CLEARS;

/** A controller whose class and method clear as they are told to. */
function clearing(atClass: ClearName, atMethod: ClearName): ControllerClass {
  class Page extends Controller {
    show(): void {
      this.renderText(this.getAttr('trace') ?? '');
    }
  }
  const cleared = (name: ClearName): { clear?: true | typeof LISTED } => {
    const clear = CLEARS[name];
    return clear === undefined ? {} : { clear };
  };
  defineController(Page, {
    path: `/${atClass}-${atMethod}`,
    before: [Classed, ClassedListed],
    ...cleared(atClass),
    actions: { show: { before: [Own, OwnListed], ...cleared(atMethod) } },
  });
  return Page;
}

/** An application with interceptors on all levels. */
class Levels extends SmallApplication {
  override configInterceptor(me: Interceptors): void {
    me.add(Global).add(GlobalListed);
  }

  override configRoute(me: Routes): void {
    me.addInterceptor(Routed).addInterceptor(RoutedListed);
    super.configRoute(me);
  }
}

describe('3. What @Clear takes away, at the class and at the method', () => {
  const all = 'Global GlobalListed Routed RoutedListed Classed ClassedListed Own OwnListed ';
  it.each([
    ['none', 'none', all],
    ['none', 'bare', 'Own OwnListed '],
    ['none', 'listed', 'Global Routed Classed Own OwnListed '],
    ['bare', 'none', 'Classed ClassedListed Own OwnListed '],
    ['bare', 'bare', 'Own OwnListed '],
    ['bare', 'listed', 'Classed Own OwnListed '],
    ['listed', 'none', 'Global Routed Classed ClassedListed Own OwnListed '],
    ['listed', 'bare', 'Own OwnListed '],
    ['listed', 'listed', 'Global Routed Classed Own OwnListed '],
  ] as const)('%s at the class, %s at the method', async (atClass, atMethod, trace) => {
    server = await LiveServer.open(new Levels([clearing(atClass, atMethod)]));
    expect((await server.get(`/${atClass}-${atMethod}/show`)).text).toBe(trace);
  });
});

class Greedy implements Interceptor {
  intercept(inv: Invocation): MaybePromise<void> {
    inv.getController().set('first', inv.getArg(0));
    return inv.invoke();
  }
}

class Orders extends Controller {
  show(id: number): void {
    this.renderText(String(id));
  }

  greedy(id: number): void {
    this.renderText(String([id, this.getAttr('first')]));
  }
}
defineController(Orders, {
  path: '/orders',
  actions: {
    show: { before: [requireSession({ redirect: '/login' })], args: [Para('id', Int)] },
    greedy: { before: [Greedy], args: [Para('id', Int)] },
  },
});

describe('10. Guards run before arguments are converted', () => {
  const logged: string[] = [];
  const quiet = (me: Constants): void => {
    me.setLog((level, message) => void logged.push(`${level} ${message}`));
  };

  it('so a stranger with a bad parameter is sent to the login', async () => {
    server = await LiveServer.open(new SmallApplication([Orders], quiet));
    const answer = await server.get('/orders/show?id=x');
    expect([answer.status, answer.headers.location]).toEqual([302, '/login']);
  });

  it('unless a guard asks for the argument: then it is 400, and the log says why', async () => {
    server = await LiveServer.open(new SmallApplication([Orders], quiet));
    expect((await server.get('/orders/greedy?id=7')).text).toBe('7,7');
    expect((await server.get('/orders/greedy?id=x')).status).toBe(400);
    expect(logged.at(-1)).toContain('warn 400 in Orders.greedy for GET /orders/greedy: ');
    expect(logged.at(-1)).toContain('"x"');
  });
});
