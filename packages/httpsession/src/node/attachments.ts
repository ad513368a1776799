import type { EventEmitter } from 'node:events';
import { isThenable } from '../common/maybe-promise.ts';
import { override } from '../common/override.ts';
import { installOnApplication } from './installation.ts';

/** Takes a request and its response, and runs the listeners in between. */
export type Around = (request: unknown, response: unknown, run: () => unknown) => void;

/** The events that bring a request with a response, where a server asks before it takes the request. */
const EXPECT_EVENTS: ReadonlySet<string | symbol> = new Set(['checkContinue', 'checkExpectation']);
/** All events that bring a request with a response. */
const REQUEST_EVENTS: ReadonlySet<string | symbol> = new Set(['request', ...EXPECT_EVENTS]);

/** Servers whose requests pass through here before their listeners see them. */
export class Attachments {
  readonly #attached = new Map<EventEmitter, () => void>();
  readonly #kept = new WeakSet<EventEmitter>();

  /** From now on the server's request listeners run inside `around`, until `detach`. */
  attach(server: EventEmitter, around: Around): void {
    if (this.#attached.has(server) || this.#kept.has(server)) return;
    const isOurs = (event: string | symbol): boolean =>
      this.#attached.has(server) && REQUEST_EVENTS.has(event);
    this.#attached.set(server, hook(server, around, isOurs));
  }

  /**
   * The same for good, for servers that `createServer` made: without us their listeners would fail. A
   * server with a handler comes here by itself with its requests, but for those that expect something.
   */
  keep(server: EventEmitter, around: Around, hasHandler: boolean): void {
    this.#kept.add(server);
    if (!hasHandler) {
      hook(server, around, (event) => REQUEST_EVENTS.has(event));
      return;
    }
    // Hardly any server listens for those, and the hook would be on the way of every request.
    const hookOnce = (event: string | symbol): void => {
      if (!EXPECT_EVENTS.has(event)) return;
      server.off('newListener', hookOnce);
      hook(server, around, (emitted) => EXPECT_EVENTS.has(emitted));
    };
    server.on('newListener', hookOnce);
  }

  /** Lets all servers go that were attached. Where somebody else has hooked since, our hook lets all pass. */
  detach(): void {
    for (const restore of this.#attached.values()) restore();
    this.#attached.clear();
  }
}

/** Stands in front of `emit`. Gives what takes the hook away again. */
function hook(
  server: EventEmitter,
  around: Around,
  isOurs: (event: string | symbol) => boolean,
): () => void {
  const emit = server.emit.bind(server);
  const hooked = (event: string | symbol, ...args: unknown[]): boolean => {
    if (!isOurs(event) || server.listenerCount(event) === 0) return emit(event, ...args);
    // Not emit: what the listeners return and throw belongs to the request.
    around(args[0], args[1], () => callAll(server, event, args));
    return true;
  };
  return override(server, 'emit', hooked);
}

function callAll(server: EventEmitter, event: string | symbol, args: unknown[]): unknown {
  const promises: Promise<unknown>[] = [];
  try {
    for (const listener of server.rawListeners(event)) {
      installOnApplication(listener);
      const result: unknown = Reflect.apply(listener, server, args);
      if (isThenable(result)) promises.push(Promise.resolve(result));
    }
  } catch (error) {
    // The request is answered for this error; nobody waits for the others any more.
    for (const promise of promises) promise.catch(() => undefined);
    throw error;
  }
  return promises.length === 0 ? undefined : Promise.all(promises);
}
