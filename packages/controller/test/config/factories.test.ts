import { afterEach, describe, expect, it } from '@jest/globals';

import {
  type ActionInfo,
  ActionMapping,
  type ActionMatch,
  BaseRender,
  Constants,
  Controller,
  type ControllerClass,
  ControllerFactory,
  defineController,
  Inject,
  Int,
  JsonRequest,
  Para,
  type Render,
  RenderFactory,
} from '../../src/index.ts';
import { invokeAction, routesOf, testApp, type TestApp } from '../../src/testing/index.ts';
import { controllerOf, SmallApplication } from '../support/live-server.ts';

const opened: TestApp[] = [];
afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

function open(types: readonly ControllerClass[], constants: (me: Constants) => void): TestApp {
  const app = testApp(new SmallApplication(types, constants));
  opened.push(app);
  return app;
}

describe('setJsonFactory', () => {
  const Page = controllerOf('/', {
    value: (c) => c.renderJson({ when: new Date(0), tag: '</script>' }),
    pair: (c) => c.renderJson('key', 1),
    some: (c) => c.setAttr('a', 1).setAttr('b', 2).renderJsonAttrs('b'),
    all: (c) => c.setAttr('a', 1).renderJson(),
    text: (c) => c.renderJsonText('{"ready":true}'),
  });
  const spaced = (me: Constants): void => {
    me.setJsonDatePattern('yyyy-MM-dd').setJsonFactory({
      getJson: ({ datePattern }) => ({
        toJson: (value) => JSON.stringify({ datePattern, value }),
      }),
    });
  };

  it.each([
    // JFinal's JsonRender: what it is given, some attributes and all of them go through the factory.
    ['/value', { when: '1970-01-01T00:00:00.000Z', tag: '</script>' }],
    ['/pair', { key: 1 }],
    ['/some', { b: 2 }],
    ['/all', { a: 1 }],
  ])('makes the text of %s, and knows the pattern for dates', async (path, value) => {
    const answer = await open([Page], spaced).get(path);
    expect(answer.json()).toEqual({ datePattern: 'yyyy-MM-dd', value });
  });

  it('is escaped as all JSON is', async () => {
    const answer = await open([Page], spaced).get('/value');
    expect(answer.text).not.toContain('</script>');
  });

  it('is not asked for text that is JSON already', async () => {
    expect((await open([Page], spaced).get('/text')).text).toBe('{"ready":true}');
  });
});

describe('setControllerFactory', () => {
  class Counted extends Controller {
    index(): void {
      this.renderText(this.constructor.name);
    }
  }
  defineController(Counted, { path: '/', actions: { index: {} } });

  class Special extends ControllerFactory {
    override getController<C extends object>(type: ControllerClass<C>): C {
      return new (class Chosen extends (type as ControllerClass) {})() as C;
    }
  }

  it('makes the controllers', async () => {
    const answer = await open([Counted], (me) => me.setControllerFactory(new Special())).get('/');
    expect(answer.text).toBe('Chosen');
  });

  it('makes that of a single action, too', async () => {
    const config = new SmallApplication([Counted], (me) => {
      me.setControllerFactory(new Special());
    });
    const { render } = await invokeAction(Counted, 'index', { config });
    expect(render).toBeDefined();
  });

  it('gets an error where it keeps a controller: two requests would share it', async () => {
    const errors: unknown[] = [];
    class Pool extends ControllerFactory {
      #kept: object | undefined;

      override getController<C extends object>(type: ControllerClass<C>): C {
        return (this.#kept ??= new type()) as C;
      }
    }
    const app = open([Counted], (me) => {
      me.setControllerFactory(new Pool()).setLog((_level, _text, error) => void errors.push(error));
    });
    expect((await app.get('/')).status).toBe(200);
    expect((await app.get('/')).status).toBe(500);
    expect(String(errors[0])).toContain('Counted has served a request before');
  });

  it('gets an error where it makes something else', async () => {
    const errors: unknown[] = [];
    class Wrong extends ControllerFactory {
      override getController(): never {
        return {} as never;
      }
    }
    const app = open([Counted], (me) => {
      me.setControllerFactory(new Wrong()).setLog(
        (_level, _text, error) => void errors.push(error),
      );
    });
    expect((await app.get('/')).status).toBe(500);
    expect(String(errors[0])).toContain('The ControllerFactory has made no Counted');
  });
});

/** Paths may begin with a language, which is no part of the action. */
class LanguageMapping<A extends ActionInfo> extends ActionMapping<A> {
  override find(path: string): ActionMatch<A> | undefined {
    return super.find(path.replace(/^\/(en|de)(?=\/)/, ''));
  }
}

describe('setActionMapping', () => {
  const Page = controllerOf('/page', {
    index: (c) => c.renderText(`index ${c.getPara(0) ?? ''}`),
    on: (c) => c.forwardAction('/de/page/7'),
  });

  it('finds the actions, those of forwards as well', async () => {
    const app = open([Page], (me) => {
      me.setActionMapping((routes, actions) => {
        expect(routes.list().map((route) => route.controllerClass)).toEqual([Page]);
        return new LanguageMapping(actions);
      });
    });
    expect((await app.get('/en/page/3')).text).toBe('index 3');
    expect((await app.get('/page/on')).text).toBe('index 7');
    expect((await app.get('/fr/page')).status).toBe(404);
  });

  it('is the table that a test looks at', () => {
    const config = new SmallApplication([Page], (me) => {
      me.setActionMapping(
        (_routes, actions) =>
          new ActionMapping(actions.filter(({ methodName }) => methodName !== 'on')),
      );
    });
    expect([...routesOf(config).keys()]).toEqual(['/page']);
  });

  it('is refused at the start when it gives something else', () => {
    const config = new SmallApplication([Page], (me) => {
      me.setActionMapping((() => new Map()) as never);
    });
    expect(() => routesOf(config)).toThrow(
      'What setActionMapping was given has made no ActionMapping',
    );
  });
});

describe('setJsonRequestFactory', () => {
  class Person {
    static readonly bindable = { age: Int };
    age: number | null = 0;
  }
  class Page extends Controller {
    index(person: Person): void {
      this.renderJson({ name: this.getPara('name'), age: person.age });
    }
  }
  defineController(Page, { path: '/', actions: { index: { args: [Para('person', Person)] } } });

  /** Takes the parameters out of an envelope. */
  class Envelope extends JsonRequest {
    constructor(text: string, request: ConstructorParameters<typeof JsonRequest>[1]) {
      const { data } = JSON.parse(text) as { data: unknown };
      super(JSON.stringify(data), request);
    }
  }

  it('makes the request that parameters and beans are read from', async () => {
    const app = open([Page], (me) => {
      me.setResolveJsonRequest(true).setJsonRequestFactory(
        (text, request) => new Envelope(text, request),
      );
    });
    const answer = await app.post('/', { json: { data: { name: 'Ada', age: 36 } } });
    expect(answer.json()).toEqual({ name: 'Ada', age: 36 });
  });

  it('is not asked while JSON is not resolved', async () => {
    const app = open([Page], (me) => {
      me.setJsonRequestFactory((text, request) => new Envelope(text, request));
    });
    const answer = await app.post('/', { json: { data: { name: 'Ada' } } });
    expect(answer.json()).toMatchObject({ name: null });
  });

  it('answers 500 when it makes something else', async () => {
    const errors: unknown[] = [];
    const app = open([Page], (me) => {
      me.setResolveJsonRequest(true)
        .setJsonRequestFactory(((_text: string, request: object) => request) as never)
        .setLog((_level, _text, error) => void errors.push(error));
    });
    expect((await app.post('/', { json: {} })).status).toBe(500);
    expect(String(errors[0])).toContain('has made no JsonRequest');
  });
});

/** Says what it was made for. */
class Stamp extends BaseRender {
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  render(): void {
    this.write(this.#text, 'text/plain');
  }
}

class Stamps extends RenderFactory {
  override getTemplateRender(view: string): Render {
    return new Stamp(`template ${view}`);
  }

  override getXmlRender(view: string): Render {
    return new Stamp(`xml ${view}`);
  }

  override getDefaultRender(view: string): Render {
    return new Stamp(`default ${view}`);
  }

  override getTextRender(text: string, contentType?: string): Render {
    return new Stamp(`text ${text} ${contentType ?? ''}`);
  }

  override getHtmlRender(html: string): Render {
    return new Stamp(`html ${html}`);
  }

  override getJavascriptRender(script: string): Render {
    return new Stamp(`javascript ${script}`);
  }

  override getJsonRender(content?: string | readonly string[]): Render {
    return new Stamp(`json ${String(content)}`);
  }

  override getFileRender(file: string | URL, name?: string): Render {
    return new Stamp(`file ${String(file)} ${name ?? ''}`);
  }

  override getRedirectRender(url: string, withQuery: boolean): Render {
    return new Stamp(`redirect ${url} ${String(withQuery)}`);
  }

  override getRedirect301Render(url: string, withQuery: boolean): Render {
    return new Stamp(`redirect301 ${url} ${String(withQuery)}`);
  }

  override getNullRender(): Render {
    return new Stamp('null');
  }

  override getErrorRender(status: number, view?: string): Render {
    return new Stamp(`error ${String(status)} ${view ?? ''}`);
  }
}

describe('setRenderFactory', () => {
  const Page = controllerOf('/page', {
    view: (c) => c.render('a.html'),
    template: (c) => c.renderTemplate('a.html'),
    xml: (c) => c.renderXml('a.xml'),
    text: (c) => c.renderText('a', 'xml'),
    html: (c) => c.renderHtml('<a>'),
    script: (c) => c.renderJavascript('f()'),
    json: (c) => c.renderJson({ a: 1 }),
    attrs: (c) => c.renderJsonAttrs('a', 'b'),
    all: (c) => c.renderJson(),
    ready: (c) => c.renderJsonText(null),
    file: (c) => c.renderFile('a.txt', 'b.txt'),
    away: (c) => c.redirect('/a', true),
    moved: (c) => c.redirect301('/a'),
    nothing: (c) => c.renderNull(),
    failing: (c) => c.renderError(418, 'pot.html'),
    broken() {
      throw new Error('broken');
    },
    quiet: () => undefined,
  });
  const stamped = (): TestApp => open([Page], (me) => me.setRenderFactory(new Stamps()));

  // The calls of JFinal's Controller and ActionHandler to IRenderFactory.
  it.each([
    ['view', 'template a.html'],
    ['template', 'template a.html'],
    ['xml', 'xml a.xml'],
    ['text', 'text a xml'],
    ['html', 'html <a>'],
    ['script', 'javascript f()'],
    ['json', 'json {"a":1}'],
    ['attrs', 'json a,b'],
    ['all', 'json undefined'],
    ['ready', 'json null'],
    ['file', 'file a.txt b.txt'],
    ['away', 'redirect /a true'],
    ['moved', 'redirect301 /a false'],
    ['nothing', 'null'],
    ['failing', 'error 418 pot.html'],
    ['broken', 'error 500 '],
    ['quiet', 'default /page/quiet.html'],
  ])('makes what /page/%s answers', async (path, text) => {
    expect((await stamped().get(`/page/${path}`)).text).toBe(text);
  });

  it('makes the page for a path without action, and for a file that is not there', async () => {
    expect((await stamped().get('/nowhere')).text).toBe('error 404 ');
    class OnlyErrors extends RenderFactory {
      override getErrorRender(status: number): Render {
        return new Stamp(`error ${String(status)}`);
      }
    }
    const missing = open([Page], (me) => me.setRenderFactory(new OnlyErrors()));
    expect((await missing.get('/page/file')).text).toBe('error 404');
  });
});

describe('setInjectDependency and setInjectSuperClass', () => {
  class Service {
    readonly name: string = 'service';
  }
  class Base extends Controller {
    @Inject(Service) readonly inherited!: Service;
  }
  class Page extends Base {
    @Inject(Service) readonly own!: Service;

    index(): void {
      this.renderJson([this.own instanceof Service, this.inherited instanceof Service]);
    }
  }
  defineController(Page, { path: '/', actions: { index: {} } });

  it.each([
    ['by default, all', (): void => undefined, [true, true]],
    ['none', (me: Constants) => void me.setInjectDependency(false), [false, false]],
    ['only its own', (me: Constants) => void me.setInjectSuperClass(false), [true, false]],
  ])('fill fields of a class: %s', async (_which, constants, filled) => {
    expect((await open([Page], constants).get('/')).json()).toEqual(filled);
  });
});

describe('Settings that JFinal refuses', () => {
  const me = new Constants();
  // JFinal's Constants: IllegalArgumentException for null and for blank texts.
  it.each<[string, () => unknown]>([
    [
      'setRenderFactory: the factory has no method getRender',
      () => me.setRenderFactory(null as never),
    ],
    [
      'getNullRender, getErrorRender',
      () => me.setRenderFactory({ ...new Stamps(), getRender: () => 0 } as never),
    ],
    ['setJsonFactory: the factory has no method getJson', () => me.setJsonFactory({} as never)],
    ['setControllerFactory: the factory has no', () => me.setControllerFactory(null as never)],
    ['setActionMapping takes a function', () => me.setActionMapping({} as never)],
    ['setJsonRequestFactory takes a function', () => me.setJsonRequestFactory(null as never)],
    ['The pattern for dates is blank', () => me.setJsonDatePattern(' ')],
    ['The folder for uploads is blank', () => me.setBaseUploadPath('')],
    ['The folder for downloads is blank', () => me.setBaseDownloadPath('')],
    ["setViewType('JSP'): views have no types here", () => me.setViewType('JSP')],
  ])('%s', (message, set) => {
    expect(set).toThrow(expect.objectContaining({ code: 'CONTROLLER_CONFIG' }));
    expect(set).toThrow(message);
  });
});
