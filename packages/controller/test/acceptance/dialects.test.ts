import { afterEach, describe, expect, it } from '@jest/globals';

import {
  Args,
  Before,
  Clear,
  Controller,
  type ControllerClass,
  defineController,
  Get,
  Inject,
  Int,
  NoUrlPara,
  Para,
  Path,
  Post,
  requireSession,
  SessionAttr,
} from '../../src/index.ts';
import { routesOf } from '../../src/testing/index.ts';
import { LiveServer, SmallApplication } from '../support/live-server.ts';

class Greeting {
  readonly text = 'hello';
}

const MEMBERS = requireSession({ attribute: 'loginUser' });

@Path('/user')
@Before(MEMBERS)
class Standard extends Controller {
  @Inject(Greeting) readonly greeting!: Greeting;

  @Get()
  @Args(SessionAttr('loginUser'))
  index(user: string): void {
    this.renderText(`${this.greeting.text} ${user}`);
  }

  @Clear()
  @Before(NoUrlPara)
  @Post()
  @Args(Para('name', String), Para('days', Int, { default: 1 }))
  login(name: string, days: number): void {
    this.loginAs(name).renderText(`${name} ${String(days)}`);
  }

  helper(): void {
    this.renderText('never');
  }
}

class Legacy extends Controller {
  declare readonly greeting: Greeting;

  index(user: string): void {
    this.renderText(`${this.greeting.text} ${user}`);
  }

  login(name: string, days: number): void {
    this.loginAs(name).renderText(`${name} ${String(days)}`);
  }

  helper(): void {
    this.renderText('never');
  }
}

/** Applies decorators as TypeScript does with `experimentalDecorators`: from the last to the first. */
function decorateLegacy(
  member: 'index' | 'login',
  ...decorators: readonly ReturnType<typeof Get>[]
): void {
  const descriptor = Object.getOwnPropertyDescriptor(Legacy.prototype, member) ?? {};
  for (const decorate of [...decorators].reverse()) decorate(Legacy.prototype, member, descriptor);
}
Inject(Greeting)(Legacy.prototype, 'greeting');
decorateLegacy('index', Get());
SessionAttr('loginUser')(Legacy.prototype, 'index', 0);
decorateLegacy('login', Clear(), Before(NoUrlPara), Post());
Para('days', Int, { default: 1 })(Legacy.prototype, 'login', 1);
Para('name', String)(Legacy.prototype, 'login', 0);
Before(MEMBERS)(Legacy);
Path('/user')(Legacy);

class Plain extends Controller {
  readonly greeting!: Greeting;

  index(user: string): void {
    this.renderText(`${this.greeting.text} ${user}`);
  }

  login(name: string, days: number): void {
    this.loginAs(name).renderText(`${name} ${String(days)}`);
  }

  helper(): void {
    this.renderText('never');
  }
}
defineController(Plain, {
  path: '/user',
  before: [MEMBERS],
  inject: { greeting: Greeting },
  actions: {
    index: { verbs: ['GET'], args: [SessionAttr('loginUser')] },
    login: {
      verbs: ['POST'],
      clear: true,
      before: [NoUrlPara],
      args: [Para('name', String), Para('days', Int, { default: 1 })],
    },
  },
});

const FORMS: readonly [string, ControllerClass][] = [
  ['standard decorators', Standard],
  ['legacy decorators', Legacy],
  ['no decorators', Plain],
];

function tableOf(type: ControllerClass): unknown {
  return [...routesOf(new SmallApplication([type])).values()].map((action) => ({
    ...action,
    controllerClass: undefined,
    method: undefined,
    prepare: typeof action.method,
    interceptors: [...action.interceptors],
    parameters: action.parameters.map(({ index, source, name, type: of }) => [
      index,
      source,
      name,
      of,
    ]),
  }));
}

let server: LiveServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe('8. Both dialects of decorators, and none', () => {
  it.each(FORMS)('%s: the same table of actions', (_, type) => {
    expect(tableOf(type)).toEqual(tableOf(Standard));
    expect([...routesOf(new SmallApplication([type])).keys()]).toEqual(['/user', '/user/login']);
  });

  it.each(FORMS)('%s: the same answers', async (_, type) => {
    server = await LiveServer.open(new SmallApplication([type]));
    expect((await server.get('/user')).status).toBe(401);
    const wrongMethod = await server.get('/user/login');
    expect([wrongMethod.status, wrongMethod.headers.allow]).toEqual([405, 'POST']);
    expect((await server.post('/user/login/7', { form: { name: 'ada' } })).status).toBe(404);
    expect((await server.post('/user/login', { form: { name: 'ada' } })).text).toBe('ada 1');
    const sent = { form: { name: 'ada', days: '30' } };
    expect((await server.post('/user/login', sent)).text).toBe('ada 30');
    expect((await server.get('/user')).text).toBe('hello ada');
    expect((await server.get('/user/helper')).text).toBe('hello ada');
  });
});
