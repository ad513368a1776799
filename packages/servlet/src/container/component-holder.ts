import type { Enumeration } from 'httpsession';
import type { ServletContext } from '../api/index.ts';
import type { InitParameters } from './registration/init-parameters.ts';

/** What servlets and filters alike are registered with. Fixed once the application has started. */
export interface ComponentSettings {
  readonly context: ServletContext;
  readonly initParameters: InitParameters;
  isAsyncSupported: boolean;
}

/** What a servlet and a filter of an application have in common: a name, a class, and initial parameters. */
export abstract class ComponentHolder<T extends object, S extends ComponentSettings> {
  readonly name: string;
  readonly settings: S;
  readonly #source: T | (new () => T);

  constructor(name: string, source: T | (new () => T), settings: S) {
    this.name = name;
    this.settings = settings;
    this.#source = source;
  }

  get className(): string {
    return typeof this.#source === 'function' ? this.#source.name : this.#source.constructor.name;
  }

  getServletContext(): ServletContext {
    return this.settings.context;
  }

  getInitParameter(name: string): string | null {
    return this.settings.initParameters.get(name);
  }

  getInitParameterNames(): Enumeration<string> {
    return this.settings.initParameters.names();
  }

  /** The object that was registered, or a new one of the class. */
  protected create(): T {
    return typeof this.#source === 'function' ? new this.#source() : this.#source;
  }
}
