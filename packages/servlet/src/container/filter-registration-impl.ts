import { IllegalArgumentException } from 'httpsession';
import type { DispatcherType, DynamicFilterRegistration } from '../api/index.ts';
import type { FilterMapping } from '../mapping/filter-mapper.ts';
import { checkPatterns } from '../mapping/servlet-mapper.ts';
import type { ContextPhase } from './context-phase.ts';
import type { FilterHolder } from './filter-holder.ts';
import type { FilterMappings } from './filter-mappings.ts';

/** How a filter is set up; its setters are for the time before the application starts. */
export class FilterRegistrationImpl implements DynamicFilterRegistration {
  readonly holder: FilterHolder;
  readonly #phase: ContextPhase;
  readonly #mappings: FilterMappings;

  constructor(holder: FilterHolder, phase: ContextPhase, mappings: FilterMappings) {
    this.holder = holder;
    this.#phase = phase;
    this.#mappings = mappings;
  }

  getName(): string {
    return this.holder.name;
  }

  getClassName(): string {
    return this.holder.className;
  }

  getInitParameter(name: string): string | null {
    return this.holder.settings.initParameters.get(name);
  }

  getInitParameters(): Map<string, string> {
    return this.holder.settings.initParameters.all();
  }

  setInitParameter(name: string, value: string): boolean {
    this.#phase.checkOpen('setInitParameter');
    return this.holder.settings.initParameters.set(name, value);
  }

  setInitParameters(parameters: ReadonlyMap<string, string>): Set<string> {
    this.#phase.checkOpen('setInitParameters');
    return this.holder.settings.initParameters.setAll(parameters);
  }

  setAsyncSupported(isAsyncSupported: boolean): void {
    this.#phase.checkOpen('setAsyncSupported');
    this.holder.settings.isAsyncSupported = isAsyncSupported;
  }

  /**
   * Maps the filter to URL patterns.
   * @param dispatcherTypes null: requests from clients only
   * @param isMatchAfter whether it comes behind the filters that are mapped so far
   */
  addMappingForUrlPatterns(
    dispatcherTypes: Iterable<DispatcherType> | null,
    isMatchAfter: boolean,
    ...urlPatterns: string[]
  ): void {
    this.#phase.checkOpen('addMappingForUrlPatterns');
    checkPatterns(urlPatterns);
    this.#add(dispatcherTypes, isMatchAfter, { patterns: urlPatterns, servletNames: [] });
  }

  /** Maps the filter to servlets, by their names; `*` is every one. They may be registered later. */
  addMappingForServletNames(
    dispatcherTypes: Iterable<DispatcherType> | null,
    isMatchAfter: boolean,
    ...servletNames: string[]
  ): void {
    this.#phase.checkOpen('addMappingForServletNames');
    if (servletNames.length === 0) throw new IllegalArgumentException('There is no servlet name');
    this.#add(dispatcherTypes, isMatchAfter, { patterns: [], servletNames });
  }

  getUrlPatternMappings(): string[] {
    return this.#mappings.of(this.holder).flatMap(({ patterns }) => patterns);
  }

  getServletNameMappings(): string[] {
    return this.#mappings.of(this.holder).flatMap(({ servletNames }) => servletNames);
  }

  #add(
    dispatcherTypes: Iterable<DispatcherType> | null,
    isMatchAfter: boolean,
    what: Pick<FilterMapping<FilterHolder>, 'patterns' | 'servletNames'>,
  ): void {
    const dispatches = new Set<string>(dispatcherTypes ?? []);
    if (dispatches.size === 0) dispatches.add('REQUEST');
    this.#mappings.add({ filter: this.holder, dispatches, ...what }, isMatchAfter);
  }
}
