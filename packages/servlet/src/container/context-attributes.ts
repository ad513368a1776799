import { Enumeration, IllegalArgumentException } from 'httpsession';
import type { ServletContext } from '../api/index.ts';
import type { AttributeChange } from '../http/contracts.ts';
import type { ListenerTable } from './listener-table.ts';

/** What an application shares: its listeners are told of every change. */
export class ContextAttributes {
  readonly #values = new Map<string, unknown>();
  readonly #context: ServletContext;
  readonly #listeners: ListenerTable;

  constructor(context: ServletContext, listeners: ListenerTable) {
    this.#context = context;
    this.#listeners = listeners;
  }

  get(name: string): unknown {
    return this.#values.get(name) ?? null;
  }

  names(): Enumeration<string> {
    return new Enumeration([...this.#values.keys()]);
  }

  /** @throws IllegalArgumentException unless the name is a string */
  set(name: string, value: unknown): void {
    if (typeof name !== 'string') {
      throw new IllegalArgumentException('The name of an attribute is a string');
    }
    if (value === null || value === undefined) {
      this.remove(name);
      return;
    }
    const old = this.#values.get(name);
    this.#values.set(name, value);
    if (old === undefined) this.#tell('added', name, value);
    else this.#tell('replaced', name, old);
  }

  remove(name: string): void {
    const old = this.#values.get(name);
    if (old === undefined) return;
    this.#values.delete(name);
    this.#tell('removed', name, old);
  }

  #tell(kind: AttributeChange, name: string, value: unknown): void {
    this.#listeners.contextAttributeChanged(this.#context, { kind, name, value });
  }
}
