import { describe, expect, it } from '@jest/globals';

import {
  AppConfig,
  ConfigError,
  Controller,
  defineController,
  NotAction,
  Routes,
  RoutingError,
} from '../../src/index.ts';
import { routesOf } from '../../src/testing/index.ts';

/** An application whose routes a test says. */
function routed(route: (me: Routes) => void): AppConfig {
  class Config extends AppConfig {
    override configRoute(me: Routes): void {
      route(me);
    }
  }
  return new Config();
}

function keysOf(route: (me: Routes) => void): string[] {
  return [...routesOf(routed(route)).keys()];
}

class Blog extends Controller {
  static readonly actions = { index: {}, list: {} };

  index(): void {
    this.renderNull();
  }

  list(): void {
    this.renderNull();
  }

  helper(): string {
    return '';
  }

  _hidden(): string {
    return '';
  }
}

class NewsBlog extends Blog {
  static override readonly actions = { index: {}, list: {}, news: {} };

  news(): void {
    this.renderNull();
  }

  override index(): void {
    this.renderNull();
  }

  override list(): void {
    this.renderNull();
  }
}

describe('The table of actions', () => {
  it('has the keys of all declared actions', () => {
    expect(keysOf((me) => me.add('/blog', Blog))).toEqual(['/blog', '/blog/list']);
  });

  it('adds the leading slash of a path', () => {
    expect(keysOf((me) => me.add('blog', Blog))).toEqual(['/blog', '/blog/list']);
  });

  it('does not double the slash of a controller at the root', () => {
    expect(keysOf((me) => me.add('/', Blog))).toEqual(['/', '/list']);
  });

  it.each(['', '  ', '/blog/', '/a//b', '/blog.do', '/blog;a'])('refuses the path %j', (path) => {
    expect(() => keysOf((me) => me.add(path, Blog))).toThrow(ConfigError);
  });

  it('refuses two actions with one key, and names both', () => {
    const route = (me: Routes): void => void me.add('/blog', Blog).add('/blog', NewsBlog);
    expect(() => keysOf(route)).toThrow(RoutingError);
    expect(() => keysOf(route)).toThrow('NewsBlog.index: answers /blog, and so does Blog.index');
  });

  it('refuses an action that is called like a method of Controller', () => {
    class Shadow extends Controller {
      static readonly actions = { keepPara: {} };
    }
    expect(() => keysOf((me) => me.add('/x', Shadow))).toThrow(
      'Shadow.keepPara: is a method of Controller and cannot be an action',
    );
  });

  it('refuses an action without a method', () => {
    class Gone extends Controller {
      static readonly actions = { lost: {} };
    }
    expect(() => keysOf((me) => me.add('/x', Gone))).toThrow(
      'Gone.lost: is declared to be an action',
    );
  });

  it('refuses a class that is no controller', () => {
    class Plain {
      readonly a = 1;
    }
    expect(() => keysOf((me) => me.add('/x', Plain))).toThrow('Plain: does not extend Controller');
  });

  it('refuses a class without a path where none is given', () => {
    class Unpathed extends Controller {}
    expect(() => keysOf((me) => me.add(Unpathed))).toThrow(
      'Unpathed does not say where it answers',
    );
  });

  it('says what to do instead of scan', () => {
    expect(() => new Routes().scan('com.example')).toThrow('import the controllers and add them');
  });

  it('is the same for a path at the class and one at the route', () => {
    class Pathed extends Blog {
      static override readonly actions = { index: {}, list: {} };
      override index(): void {
        this.renderNull();
      }
      override list(): void {
        this.renderNull();
      }
    }
    defineController(Pathed, { path: '/pathed' });
    expect(keysOf((me) => me.add(Pathed))).toEqual(['/pathed', '/pathed/list']);
    expect(keysOf((me) => me.add('/other', Pathed))).toEqual(['/other', '/other/list']);
  });
});

describe('Inherited methods', () => {
  class Child extends Blog {
    own(): void {
      this.renderNull();
    }
  }
  defineController(Child, { actions: { own: {} } });

  it('are no actions of a class that extends theirs', () => {
    expect(keysOf((me) => me.add('/c', Child))).toEqual(['/c/own']);
  });

  it('are, where the routes say so', () => {
    const keys = keysOf((me) => me.setMappingSuperClass(true).add('/c', Child));
    expect(keys).toEqual(['/c', '/c/list', '/c/own']);
  });

  it('are, where routes above say so', () => {
    class Part extends Routes {
      override config(): void {
        this.add('/c', Child);
      }
    }
    const keys = keysOf((me) => me.setMappingSuperClass(true).add(new Part()));
    expect(keys).toEqual(['/c', '/c/list', '/c/own']);
  });
});

describe('Implicit actions', () => {
  class Open extends Controller {
    index(): void {
      this.renderNull();
    }
    get name(): string {
      return this.getViewPath();
    }
    excluded(): void {
      this.renderNull();
    }
    _helper(): void {
      this.renderNull();
    }
    static factory(): Open {
      return new Open();
    }
    override getViewPath(): string {
      return '/';
    }
  }
  const excluded = Object.getOwnPropertyDescriptor(Open.prototype, 'excluded');
  if (excluded !== undefined) NotAction()(Open.prototype, 'excluded', excluded);

  it('are off', () => {
    class Closed extends Open {
      static readonly actions = { shown: {} };
      shown(): void {
        this.renderNull();
      }
      hidden(): void {
        this.renderNull();
      }
    }
    expect(keysOf((me) => me.add('/o', Closed))).toEqual(['/o/shown']);
  });

  it('are what the error speaks of when a controller declares none', () => {
    const route = (): unknown => keysOf((me) => me.add('/o', Open));
    expect(route).toThrow(RoutingError);
    expect(route).toThrow('Open: declares no action');
    expect(route).toThrow('me.setImplicitActions(true)');
  });

  it('of the super class are what the error speaks of when the class has none', () => {
    class Empty extends Open {}
    const route = (): unknown => keysOf((me) => me.setImplicitActions(true).add('/o', Empty));
    expect(route).toThrow('Empty: has no public method');
    expect(route).toThrow('me.setMappingSuperClass(true)');
  });

  it('are the public methods of the class itself', () => {
    expect(keysOf((me) => me.setImplicitActions(true).add('/o', Open))).toEqual(['/o']);
  });
});

describe('View paths', () => {
  it('are those of the controllers below the base path, with a slash at both ends', () => {
    const routes = routesOf(
      routed((me) =>
        me.setBaseViewPath('/_view').add('/blog', Blog).add('/news', NewsBlog, 'n/x/'),
      ),
    );
    expect(routes.get('/blog')?.viewPath).toBe('/_view/blog/');
    expect(routes.get('/news')?.viewPath).toBe('/_view/n/x/');
  });
});
