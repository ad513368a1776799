import type { EventEmitter } from 'node:events';
import { isThenable } from '../common/maybe-promise.ts';
import { override } from '../common/override.ts';
import { installOnApplication } from './installation.ts';

/** Takes a request and its response, and runs the listeners in between. */
export type Around = (request: unknown, response: unknown, run: () => unknown) => void;

/** The events that bring a request with a response. */
const REQUEST_EVENTS = new Set<string | symbol>(['request', 'checkContinue', 'checkExpectation']);

/** Servers that somebody else made, whose requests pass through here first. */
export class Attachments {
  readonly #attached = new Map<EventEmitter, () => void>();

  /** From now on the server's request listeners run inside `around`. */
  attach(server: EventEmitter, around: Around): void {
    if (this.#attached.has(server)) return;
    const emit = server.emit.bind(server);
    const hooked = (event: string | symbol, ...args: unknown[]): boolean => {
      const isOurs = this.#attached.has(server) && REQUEST_EVENTS.has(event);
      if (!isOurs || server.listenerCount(event) === 0) {
        return emit(event, ...args);
      }
      // Not emit: what the listeners return and throw belongs to the request.
      around(args[0], args[1], () => callAll(server, event, args));
      return true;
    };
    this.#attached.set(server, override(server, 'emit', hooked));
  }

  /** Lets all servers go. Where somebody else has hooked since, our hook stays and lets all pass. */
  detach(): void {
    for (const restore of this.#attached.values()) restore();
    this.#attached.clear();
  }
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
