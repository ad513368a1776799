import type { EventEmitter } from 'node:events';
import { isThenable } from '../common/maybe-promise.ts';

/** Takes a request and its response, and runs the listeners in between. */
export type Around = (request: unknown, response: unknown, run: () => unknown) => void;

/** The events that bring a request with a response. */
const REQUEST_EVENTS = new Set<string | symbol>(['request', 'checkContinue', 'checkExpectation']);

/** Servers that somebody else made, whose requests pass through here first. */
export class Attachments {
  readonly #attached: { server: EventEmitter; emit: unknown }[] = [];

  /** From now on the server's request listeners run inside `around`. */
  attach(server: EventEmitter, around: Around): void {
    if (this.#attached.some((attached) => attached.server === server)) return;
    const emit = server.emit.bind(server);
    const hooked = (event: string | symbol, ...args: unknown[]): boolean => {
      if (!REQUEST_EVENTS.has(event) || server.listenerCount(event) === 0) {
        return emit(event, ...args);
      }
      // Not emit: what the listeners return and throw belongs to the request.
      around(args[0], args[1], () => callAll(server, event, args));
      return true;
    };
    server.emit = hooked;
    this.#attached.push({ server, emit: hooked });
  }

  /** Lets all servers go. One that somebody else has hooked since keeps our hook. */
  detach(): void {
    for (const { server, emit } of this.#attached) {
      if (Reflect.get(server, 'emit') === emit) Reflect.deleteProperty(server, 'emit');
    }
    this.#attached.length = 0;
  }
}

function callAll(server: EventEmitter, event: string | symbol, args: unknown[]): unknown {
  const promises: unknown[] = [];
  for (const listener of server.rawListeners(event)) {
    const result: unknown = Reflect.apply(listener, server, args);
    if (isThenable(result)) promises.push(result);
  }
  return promises.length === 0 ? undefined : Promise.all(promises);
}
