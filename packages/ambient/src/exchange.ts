import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';
import { isThenable } from './maybe-promise.ts';
import { OutsideRequestError } from './outside-request-error.ts';

/** One request with its response, as the code that runs for it sees them. */
export interface Exchange {
  /** False once the response is over. */
  readonly isOpen: boolean;
  /** Throws OutsideRequestError once the response is over. */
  readonly request: HttpServletRequest;
  /** Throws OutsideRequestError once the response is over. */
  readonly response: HttpServletResponse;
}

/** What an exchange lets go of at its end. */
interface Pair {
  readonly request: HttpServletRequest;
  readonly response: HttpServletResponse;
}

/**
 * An async context lives as long as anything that began in it, such as a timer. So the exchange in it
 * ends with its response and lets go of both: nothing can be read or written through it later, and
 * nothing is kept alive by it.
 */
export class RunningExchange implements Exchange {
  #pair: Pair | undefined;
  /** How often the application is in this exchange. */
  #running = 0;
  /** The client went away while the application was at work. */
  #isAborted = false;

  constructor(request: HttpServletRequest, response: HttpServletResponse) {
    this.#pair = { request, response };
    const { node } = response;
    node.once('close', () => {
      // Whoever is at work for a client that went away may finish it, as in a servlet container.
      this.#isAborted = true;
      if (node.writableEnded || this.#running === 0) this.close();
    });
  }

  get isOpen(): boolean {
    return this.#pair !== undefined;
  }

  get request(): HttpServletRequest {
    return this.#open('exchange.request').request;
  }

  get response(): HttpServletResponse {
    return this.#open('exchange.response').response;
  }

  /** Runs the application. What it began may go on after it, until the response is over. */
  run<T>(application: () => T): T {
    this.#running += 1;
    let result: T;
    try {
      result = application();
    } catch (error) {
      this.#left();
      throw error;
    }
    if (!isThenable(result)) {
      this.#left();
      return result;
    }
    return Promise.resolve(result).finally(() => this.#left()) as T;
  }

  /** From now on there is no request here. */
  close(): void {
    this.#pair = undefined;
  }

  #left(): void {
    this.#running -= 1;
    if (this.#isAborted && this.#running === 0) this.close();
  }

  #open(call: string): Pair {
    if (this.#pair === undefined) throw new OutsideRequestError(call, 'over');
    return this.#pair;
  }
}
