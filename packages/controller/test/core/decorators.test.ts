import 'reflect-metadata';

import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

import * as api from '../../src/index.ts';
import {
  Action,
  ActionKey,
  AppConfig,
  Args,
  Before,
  Clear,
  Controller,
  type ControllerClass,
  defineController,
  Get,
  Inject,
  Int,
  type Interceptor,
  type Interceptors,
  type Invocation,
  type MaybePromise,
  Para,
  Path,
  Post,
  type Routes,
  SessionAttr,
} from '../../src/index.ts';
import { routesOf, testApp } from '../../src/testing/index.ts';

class Login implements Interceptor {
  intercept(inv: Invocation): MaybePromise<void> {
    return inv.invoke();
  }
}
class Audit extends Login {}
class Service {
  greet(): string {
    return 'hello';
  }
}

/** The same controller in all three forms. */
@Path('/user', 'people')
@Before(Login)
class Standard extends Controller {
  @Inject(Service) readonly service!: Service;
  @Inject(Service) readonly #hidden!: Service;

  @Get()
  index(): void {
    this.renderText(this.service.greet() + this.#hidden.greet());
  }

  @Clear()
  @Before(Audit)
  @Post()
  @Args(Para('id', Int), SessionAttr('user'))
  save(id: number, user: unknown): void {
    this.renderJson([id, user]);
  }

  @ActionKey('/leave')
  logout(): void {
    this.renderNull();
  }

  @Action()
  any(): void {
    this.renderNull();
  }

  helper(): void {
    this.renderNull();
  }
}

class Plain extends Controller {
  readonly service!: Service;

  index(): void {
    this.renderText(this.service.greet());
  }
  save(id: number, user: unknown): void {
    this.renderJson([id, user]);
  }
  logout(): void {
    this.renderNull();
  }
  any(): void {
    this.renderNull();
  }
}
defineController(Plain, {
  path: '/user',
  viewPath: 'people',
  before: [Login],
  inject: { service: Service },
  actions: {
    index: { verbs: ['GET'] },
    save: {
      clear: true,
      before: [Audit],
      verbs: ['POST'],
      args: [Para('id', Int), SessionAttr('user')],
    },
    logout: { actionKey: '/leave' },
    any: {},
  },
});

const LEGACY = `
import { Controller, Path, Before, Get, Post, Clear, ActionKey, Action, Inject, Para, SessionAttr, Int } from 'api';
import { Login, Audit, Service } from 'here';
@Path('/user', 'people')
@Before(Login)
export class Legacy extends Controller {
  @Inject() service!: Service;
  @Get() index(): void { this.renderText(this.service.greet()); }
  @Clear() @Before(Audit) @Post()
  save(@Para('id', Int) id: number, @SessionAttr('user') user: unknown): void { this.renderJson([id, user]); }
  @ActionKey('/leave') logout(): void { this.renderNull(); }
  @Action() any(): void { this.renderNull(); }
}
export class Typed extends Controller {
  @Get() show(@Para('a') a: string, @Para('b') b: number, @Para('c') c: boolean, @Para('d') d: Date): void {
    this.renderJson([a, b, c, d]);
  }
}
interface Face { name: string }
export class ByInterface extends Controller {
  @Inject() service!: Face;
  @Get() show(): void { this.renderNull(); }
}
export class Nullable extends Controller {
  @Get() show(@Para('a') a: string | null): void { this.renderJson(a); }
}
export class Listed extends Controller {
  @Get() show(@Para('a') a: string[]): void { this.renderJson(a); }
}
`;

const IMPORT_TYPE = `
import { Controller, Get, Inject, Para } from 'api';
import type { Service } from 'here';
export class Injected extends Controller {
  @Inject() service!: Service;
  @Get() show(): void { this.renderNull(); }
}
export class Bound extends Controller {
  @Get() show(@Para('a') a: Service): void { this.renderJson(a); }
}
`;

/** Compiles a module as an application in the legacy dialect does, and runs it. */
function legacy(source: string, emitDecoratorMetadata = true): Record<string, ControllerClass> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      experimentalDecorators: true,
      emitDecoratorMetadata,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
    },
  });
  const exports: Record<string, ControllerClass> = {};
  const load = (name: string): unknown => (name === 'api' ? api : { Login, Audit, Service });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the source stands above
  const run = new Function('require', 'exports', outputText) as (...args: unknown[]) => void;
  run(load, exports);
  return exports;
}

function configOf(type: ControllerClass | undefined, path?: string): AppConfig {
  class Config extends AppConfig {
    override configInterceptor(me: Interceptors): void {
      me.add(class Global extends Login {});
    }
    override configRoute(me: Routes): void {
      if (type === undefined) throw new Error('no such class');
      if (path === undefined) me.add(type);
      else me.add(path, type);
    }
  }
  return new Config();
}

/** The table of actions as text, without the classes of the controllers. */
function tableOf(type: ControllerClass | undefined): unknown[] {
  return [...routesOf(configOf(type)).values()].map((action) => ({
    key: action.actionKey,
    view: action.viewPath,
    method: action.methodName,
    verbs: action.verbs,
    interceptors: action.interceptors.map((interceptor) => interceptor.constructor.name),
    parameters: action.parameters.map(({ source, name, type: of }) => [source, name, of]),
  }));
}

const compiled = legacy(LEGACY);

describe('Standard decorators, legacy decorators and definitions without any', () => {
  it('give the same table of actions', () => {
    const table = tableOf(Standard);
    expect(table).toContainEqual({
      key: '/user/save',
      view: '/people/',
      method: 'save',
      verbs: ['POST'],
      interceptors: ['Audit'],
      parameters: [
        ['para', 'id', 'Int'],
        ['sessionAttr', 'user', ''],
      ],
    });
    expect(table.map((action) => (action as { key: string }).key)).toEqual([
      '/leave',
      '/user',
      '/user/any',
      '/user/save',
    ]);
    expect(tableOf(Plain)).toEqual(table);
    expect(tableOf(compiled['Legacy'])).toEqual(table);
  });

  it.each([
    ['standard', Standard, 'hellohello'],
    ['legacy', compiled['Legacy'], 'hello'],
    ['none', Plain, 'hello'],
  ])('inject fields: %s', async (_, type, text) => {
    const app = testApp(configOf(type));
    const response = await app.get('/user');
    await app.close();
    expect(response.text).toBe(text);
  });
});

describe('Types that the compiler has recorded', () => {
  it('are those of the arguments', () => {
    const action = routesOf(configOf(compiled['Typed'], '/t')).get('/t/show');
    expect(action?.parameters.map(({ type }) => type)).toEqual([
      'String',
      'Number',
      'Boolean',
      'Date',
    ]);
  });

  it.each([
    ['Nullable', 'Nullable.show: argument 0 has only the type Object'],
    ['Listed', 'Listed.show: argument 0 has the type Array'],
    [
      'ByInterface',
      'ByInterface.service: cannot be injected: the compiler has recorded only Object',
    ],
  ])('that say too little are an error at the start: %s', (name, message) => {
    expect(() => routesOf(configOf(compiled[name], '/t'))).toThrow(message);
  });

  it.each([
    ['Injected', 'Injected.service: cannot be injected'],
    ['Bound', 'Bound.show: argument 0 has'],
  ])('of imports of types only are an error that names them: %s', (name, message) => {
    const route = (): unknown => routesOf(configOf(legacy(IMPORT_TYPE)[name], '/t'));
    expect(route).toThrow(message);
    expect(route).toThrow('`import type` of');
  });

  it('are missing with compilers that record none, which is an error, too', () => {
    const type = legacy(LEGACY, false)['Typed'];
    const route = (): unknown => routesOf(configOf(type, '/t'));
    expect(route).toThrow('Typed.show: argument 0 has no type');
    expect(route).toThrow('reflect-metadata');
    const injected = legacy(LEGACY, false)['ByInterface'];
    expect(() => routesOf(configOf(injected, '/t'))).toThrow('reflect-metadata');
  });
});

describe('A decorator at the wrong place', () => {
  it('says where it belongs', () => {
    expect(() => legacy(`import { Path } from 'api'; class A { @Path('/a') m() {} }`)).toThrow(
      '@Path stands at a member; it belongs at a class',
    );
    expect(() => legacy(`import { Get } from 'api'; class A { @Get() static m() {} }`)).toThrow(
      '@Get stands at a static method; it belongs at a method of objects',
    );
    expect(() =>
      legacy(`import { Para } from 'api'; class A { constructor(@Para('a') a) {} }`),
    ).toThrow('@Para belongs at a parameter of a method');
  });
});
