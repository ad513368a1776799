import { IllegalArgumentException } from 'httpsession';
import type { HttpServletRequest } from '../api/index.ts';
import type { ApplicationServices } from './contracts.ts';

/** What filters and servlets attach to one request. Tells the application of every change. */
export class RequestAttributes {
  readonly #values = new Map<string, unknown>();
  readonly #services: ApplicationServices;
  readonly #request: HttpServletRequest;

  /** @param request who the listeners are told of */
  constructor(services: ApplicationServices, request: HttpServletRequest) {
    this.#services = services;
    this.#request = request;
  }

  /** Null when nothing is attached. */
  get(name: string): unknown {
    return this.#values.get(name) ?? null;
  }

  names(): Iterable<string> {
    return this.#values.keys();
  }

  /** @throws IllegalArgumentException for a name that is null */
  set(name: string, value: unknown): void {
    if (typeof name !== 'string') {
      throw new IllegalArgumentException('The name of a request attribute must not be null');
    }
    if (value === null || value === undefined) {
      this.remove(name);
      return;
    }
    const old = this.#values.get(name);
    this.#values.set(name, value);
    if (old === undefined) this.#services.attributeChanged(this.#request, 'added', name, value);
    else this.#services.attributeChanged(this.#request, 'replaced', name, old);
  }

  remove(name: string): void {
    const old = this.#values.get(name);
    if (old === undefined) return;
    this.#values.delete(name);
    this.#services.attributeChanged(this.#request, 'removed', name, old);
  }
}
