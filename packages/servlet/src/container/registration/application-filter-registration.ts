import { IllegalArgumentException } from 'httpsession';
import type { DispatcherType, DynamicFilterRegistration } from '../../api/index.ts';
import type { FilterMapping } from '../../mapping/filter-mapper.ts';
import { checkPatterns } from '../../mapping/servlet-mapper.ts';
import { ComponentRegistration } from './component-registration.ts';
import type { ContextPhase } from './context-phase.ts';
import type { FilterHolder } from '../filter-holder.ts';
import type { FilterMappings } from './filter-mappings.ts';

/** How a filter is set up; its setters are for the time before the application starts. */
export class ApplicationFilterRegistration
  extends ComponentRegistration<FilterHolder>
  implements DynamicFilterRegistration
{
  readonly #mappings: FilterMappings;

  constructor(holder: FilterHolder, phase: ContextPhase, mappings: FilterMappings) {
    super(holder, phase);
    this.#mappings = mappings;
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
    this.phase.checkOpen('addMappingForUrlPatterns');
    checkPatterns(urlPatterns);
    this.#add(dispatcherTypes, isMatchAfter, { patterns: urlPatterns, servletNames: [] });
  }

  /** Maps the filter to servlets, by their names; `*` is every one. They may be registered later. */
  addMappingForServletNames(
    dispatcherTypes: Iterable<DispatcherType> | null,
    isMatchAfter: boolean,
    ...servletNames: string[]
  ): void {
    this.phase.checkOpen('addMappingForServletNames');
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
