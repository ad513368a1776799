import type { ServerResponse } from 'node:http';
import { IllegalArgumentException, type SessionRequest, type SessionResponse } from 'httpsession';
import type { ServletContext } from '../api/index.ts';
import { DEFAULT_LIMITS } from '../http/contracts.ts';
import { hostOf, isHostClear } from '../http/header-fields.ts';
import { limitRest } from '../http/rest-of-body.ts';
import { parseTarget, type RequestTarget } from '../http/request-target.ts';
import { ContextMapper, type MountedContext } from '../mapping/context-mapper.ts';
import { partsOf, WebApplication } from './web-application.ts';

/** An application in its place on a server. */
class Mounted implements MountedContext {
  readonly app: WebApplication;
  readonly contextPath: string;
  readonly hosts: readonly string[];

  constructor(app: WebApplication) {
    const { contextPath, hosts } = partsOf(app).application;
    this.app = app;
    this.contextPath = contextPath;
    this.hosts = hosts;
  }
}

/** Gives the requests of a server to its applications. */
export class ServerRouter {
  readonly #mapper: ContextMapper<Mounted>;

  /** @throws IllegalArgumentException when two applications are in the same place, or one is none */
  constructor(apps: readonly WebApplication[]) {
    for (const app of apps as readonly unknown[]) {
      if (app instanceof WebApplication) continue;
      throw new IllegalArgumentException(
        'An application of a server is no WebApplication; make one: new WebApplication(options)',
      );
    }
    this.#mapper = new ContextMapper(apps.map((app) => new Mounted(app)));
    for (const app of apps) {
      const { application } = partsOf(app);
      application.neighbours = (path) => this.#contextAt(application.hosts[0], path);
    }
  }

  handle(request: SessionRequest, response: SessionResponse): void {
    const target = parseTarget(request.url ?? '/');
    // One host at most (RFC 9112, 3.2), as in Tomcat.
    if ('reason' in target || !isHostClear(request)) {
      answer(response, 400, 'Bad Request');
      return;
    }
    const host = target.authority ?? hostOf(request);
    const app = this.#mapper.map(host, target.decodedPath)?.app;
    if (app === undefined) answer(response, 404, 'Not Found');
    else if (app.state === 'started') partsOf(app).pipeline.handle(response, target);
    else void handleLater(app, response, target);
  }

  #contextAt(host: string | undefined, path: string): ServletContext | null {
    return this.#mapper.map(host, path)?.app.context ?? null;
  }
}

/** While an application starts, its requests wait. */
async function handleLater(
  app: WebApplication,
  response: SessionResponse,
  target: RequestTarget,
): Promise<void> {
  try {
    await app.start();
  } catch {
    // Whoever started it knows why.
  }
  if (app.state === 'started') partsOf(app).pipeline.handle(response, target);
  else answer(response, 503, 'Service Unavailable');
}

/** For requests that belong to no application, so that there is no error page for them. */
function answer(response: ServerResponse, status: number, text: string): void {
  limitRest(response.req, DEFAULT_LIMITS.maxSwallowBytes);
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
