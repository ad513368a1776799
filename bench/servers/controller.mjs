import { AppConfig, Controller, createServer } from '@httpsession/controller';
import { BODY, USER } from './answer.mjs';

class Passing {
  intercept(invocation) {
    return invocation.invoke();
  }
}

class PassingToo extends Passing {}

class BenchController extends Controller {
  static actions = { create: {}, read: {}, write: {}, action: {} };
  static counter = 0;

  create() {
    this.setSessionAttr('user', USER);
    this.renderText(BODY);
  }

  read() {
    if (this.getSessionAttr('user') !== USER) this.renderError(500);
    this.renderText(BODY);
  }

  action() {
    this.read();
  }

  write() {
    if (this.getSessionAttr('user') !== USER) this.renderError(500);
    this.setSessionAttr('count', ++BenchController.counter);
    this.renderText(BODY);
  }
}

class Config extends AppConfig {
  configInterceptor(me) {
    me.add(new Passing()).add(new PassingToo());
  }
  configRoute(me) {
    me.add('/', BenchController);
  }
}

/** A controller with two interceptors, as the package comes. */
export function open() {
  return { server: createServer(new Config()) };
}
