import { afterAll, describe, expect, it } from '@jest/globals';

import {
  AppConfig,
  type Constants,
  Controller,
  defineController,
  GET,
  Injector,
  type Invocation,
  type MaybePromise,
  POST,
  PrototypeInterceptor,
  Restful,
  type Routes,
} from '../../src/index.ts';
import { testApp } from '../../src/testing/index.ts';

class Counting extends PrototypeInterceptor<Controller> {
  #count = 0;

  protected override doIntercept(inv: Invocation): MaybePromise<void> {
    this.#count += 1;
    inv.getController().setAttr('count', this.#count);
    return inv.invoke();
  }
}

class Items extends Controller {
  index(): void {
    this.renderText('index');
  }
  show(): void {
    this.renderText(`show ${String(this.getPara(0))}`);
  }
  save(): void {
    this.renderText('save');
  }
  update(): void {
    this.renderText(`update ${String(this.getPara(0))}`);
  }
  delete(): void {
    this.renderText(`delete ${String(this.getPara(0))}`);
  }
}
defineController(Items, {
  before: [Restful],
  actions: { index: {}, show: {}, save: {}, update: {}, delete: {} },
});

class Verbs extends Controller {
  read(): void {
    this.renderText('read');
  }
  write(): void {
    this.renderText('write');
  }
  count(): void {
    this.renderText(String(this.getAttr('count')));
  }
}
defineController(Verbs, {
  actions: { read: { before: [GET] }, write: { before: [POST] }, count: { before: [Counting] } },
});

class Config extends AppConfig {
  override configConstant(me: Constants): void {
    me.setLog(() => undefined);
  }
  override configRoute(me: Routes): void {
    me.add('/items', Items).add('/verbs', Verbs);
  }
}

const app = testApp(new Config());
afterAll(() => app.close());

describe('Restful', () => {
  it.each([
    ['GET', '/items', 'index'],
    ['GET', '/items/7', 'show 7'],
    ['GET', '/items/a%20b', 'show a b'],
    ['POST', '/items', 'save'],
    ['PUT', '/items/7', 'update 7'],
    ['DELETE', '/items/7', 'delete 7'],
  ])('leads %s %s to its action', async (method, path, text) => {
    expect((await app.request(method, path)).text).toBe(text);
  });

  it.each(['/items/show/7', '/items/save', '/items/update/7', '/items/delete/7'])(
    'has no direct way to %s',
    async (path) => {
      expect((await app.get(path)).status).toBe(404);
    },
  );
});

describe('GET and POST', () => {
  it.each([
    ['GET', '/verbs/read', 200],
    ['POST', '/verbs/read', 405],
    ['GET', '/verbs/write', 405],
    ['POST', '/verbs/write', 200],
  ])('%s %s gives %i', async (method, path, status) => {
    expect((await app.request(method, path)).status).toBe(status);
  });
});

describe('A PrototypeInterceptor', () => {
  it('has an object of its own for each invocation', async () => {
    await app.get('/verbs/count');
    expect((await app.get('/verbs/count')).text).toBe('1');
  });
});

describe('An injector', () => {
  abstract class Store {
    abstract name(): string;
  }
  class MemoryStore extends Store {
    override name(): string {
      return 'memory';
    }
  }
  class First {
    readonly second!: Second;
  }
  class Second {
    readonly first!: First;
  }
  defineController(First, { inject: { second: Second } });
  defineController(Second, { inject: { first: First } });

  it('makes the class that another one is mapped to, once for both', () => {
    const injector = new Injector().addMapping(Store, MemoryStore);
    expect(injector.get(Store).name()).toBe('memory');
    expect(injector.get(MemoryStore)).toBe(injector.get(Store));
  });

  it('gives the object that it was given', () => {
    const store = new MemoryStore();
    expect(new Injector().addSingletonObject(store, Store).get(Store)).toBe(store);
  });

  it('joins two classes that need each other', () => {
    const first = new Injector().get(First);
    expect(first.second.first).toBe(first);
  });

  it('says which class it cannot make', () => {
    class Needy {
      readonly made: boolean = true;
      constructor() {
        throw new Error('no');
      }
    }
    expect(() => new Injector().get(Needy)).toThrow('Needy cannot be made for injection');
  });
});
