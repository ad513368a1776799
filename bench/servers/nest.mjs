import 'reflect-metadata';
import {
  Controller,
  Get,
  Header,
  InternalServerErrorException,
  Module,
  Session,
  UseInterceptors,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BODY, USER } from './answer.mjs';
import { expressSession } from './express-session.mjs';

class Passing {
  intercept(_context, next) {
    return next.handle();
  }
}

class PassingToo extends Passing {}

class BenchController {
  create(session) {
    session.user = USER;
    return BODY;
  }

  action(session) {
    if (session.user !== USER) throw new InternalServerErrorException();
    return BODY;
  }
}

class BenchModule {}

/** What the decorators would do, which are no JavaScript yet. */
function decorate() {
  const { prototype } = BenchController;
  for (const name of ['create', 'action']) {
    const method = Object.getOwnPropertyDescriptor(prototype, name);
    Get(name)(prototype, name, method);
    Header('Content-Type', 'text/plain')(prototype, name, method);
    Session()(prototype, name, 0);
  }
  UseInterceptors(Passing, PassingToo)(BenchController);
  Controller()(BenchController);
  Module({ controllers: [BenchController] })(BenchModule);
}

/** NestJS on Express with express-session: a controller with two interceptors. */
export async function open() {
  decorate();
  const { middleware, store } = expressSession();
  const app = await NestFactory.create(BenchModule, { logger: false });
  // As in the other rows, nothing is said or computed that nobody asked for.
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(middleware);
  await app.init();
  return { server: app.getHttpServer(), reset: () => store.clear() };
}
