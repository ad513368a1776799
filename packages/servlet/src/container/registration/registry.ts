import { IllegalArgumentException } from 'httpsession';
import type { Filter, Servlet, ServletContext, ServletListener } from '../../api/index.ts';
import { ServletMapper } from '../../mapping/servlet-mapper.ts';
import type { ClassTable, Constructor } from './class-table.ts';
import type { ContextPhase } from './context-phase.ts';
import { FilterHolder, type FilterSource } from '../filter-holder.ts';
import { FilterMappings } from './filter-mappings.ts';
import { ApplicationFilterRegistration } from './application-filter-registration.ts';
import { InitParameters } from './init-parameters.ts';
import { checkListener, listenerOf, type ListenerTable } from '../listener-table.ts';
import { ServletHolder, type ServletSource } from '../servlet-holder.ts';
import { ApplicationServletRegistration } from './application-servlet-registration.ts';

/** What a registry is made of. */
export interface RegistryParts {
  readonly context: ServletContext;
  readonly phase: ContextPhase;
  readonly classes: ClassTable;
  readonly listeners: ListenerTable;
}

/** The servlets, filters and listeners of an application, while it is set up and after. */
export class Registry {
  readonly mapper: ServletMapper<ServletHolder> = new ServletMapper<ServletHolder>();
  readonly filterMappings: FilterMappings = new FilterMappings();
  readonly servlets: Map<string, ApplicationServletRegistration> = new Map<
    string,
    ApplicationServletRegistration
  >();
  readonly filters: Map<string, ApplicationFilterRegistration> = new Map<
    string,
    ApplicationFilterRegistration
  >();
  /** The roles that the application knows. */
  readonly roles: Set<string> = new Set<string>();
  /** Whether context listeners are being called: it is too late for one more. */
  isStarting = false;
  readonly #parts: RegistryParts;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  /** @returns null when the name is taken */
  addServlet(name: string, servlet: ServletSource | string): ApplicationServletRegistration | null {
    const { context, phase } = this.#parts;
    phase.checkOpen('addServlet');
    checkName('servlet', name);
    if (this.servlets.has(name)) return null;
    const source =
      typeof servlet === 'string'
        ? (this.#parts.classes.find(servlet, `Servlet ${name}`) as Constructor<Servlet>)
        : servlet;
    const holder = new ServletHolder(name, source, {
      context,
      initParameters: new InitParameters(),
      isAsyncSupported: false,
      loadOnStartup: -1,
      multipart: this.#parts.classes.annotationsOf(classOf(source)).multipart ?? null,
      roleLinks: new Map(),
    });
    const registration = new ApplicationServletRegistration(holder, phase, this.mapper);
    this.servlets.set(name, registration);
    return registration;
  }

  /** @returns null when the name is taken */
  addFilter(name: string, filter: FilterSource | string): ApplicationFilterRegistration | null {
    const { context, phase } = this.#parts;
    phase.checkOpen('addFilter');
    checkName('filter', name);
    if (this.filters.has(name)) return null;
    const source =
      typeof filter === 'string'
        ? (this.#parts.classes.find(filter, `Filter ${name}`) as Constructor<Filter>)
        : filter;
    const holder = new FilterHolder(name, source, {
      context,
      initParameters: new InitParameters(),
      isAsyncSupported: false,
    });
    const registration = new ApplicationFilterRegistration(holder, phase, this.filterMappings);
    this.filters.set(name, registration);
    return registration;
  }

  /** @throws IllegalArgumentException when it is no listener that can be registered */
  addListener(listener: ServletListener | Constructor<ServletListener> | string): void {
    this.#parts.phase.checkOpen('addListener');
    const made = listenerOf(this.#listenerSource(listener));
    this.#parts.listeners.add(made, { isAddedByCode: true, isStarting: this.isStarting });
  }

  /** A listener of the options, of web.xml, or with an annotation. */
  declareListener(listener: ServletListener | Constructor<ServletListener> | string): void {
    const made = listenerOf(this.#listenerSource(listener));
    this.#parts.listeners.add(made, { isAddedByCode: false, isStarting: false });
  }

  create<T>(method: string, madeOf: new () => T): T {
    this.#parts.phase.checkUnrestricted(method);
    return new madeOf();
  }

  createListener<T extends ServletListener>(madeOf: new () => T): T {
    const listener = this.create('createListener', madeOf);
    checkListener(listener);
    return listener;
  }

  #listenerSource(
    listener: ServletListener | Constructor<ServletListener> | string,
  ): ServletListener | Constructor<ServletListener> {
    if (typeof listener !== 'string') return listener;
    return this.#parts.classes.find(listener, 'Listener');
  }
}

/** The class of a servlet, whether it or an object of it was given. */
function classOf(source: ServletSource): object {
  return typeof source === 'function' ? source : source.constructor;
}

function checkName(kind: string, name: string): void {
  if (typeof name === 'string' && name !== '') return;
  throw new IllegalArgumentException(`The name of a ${kind} is a string that is not empty`);
}
