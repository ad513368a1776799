import { OptionError } from 'httpsession';
import type { DispatcherType, ServletListener, ServletListenerClass } from '../../api/index.ts';
import type { MultipartSettings } from '../../http/contracts.ts';
import type { FilterSource } from '../filter-holder.ts';
import type { ApplicationFilterRegistration } from './application-filter-registration.ts';
import type { Registry } from './registry.ts';
import type { ServletSource } from '../servlet-holder.ts';
import type { ApplicationServletRegistration } from './application-servlet-registration.ts';

/** A servlet that is declared, whoever declares it: the options, or a descriptor. */
export interface DeclaredServlet {
  readonly name: string;
  readonly source: ServletSource | string;
  readonly initParameters: ReadonlyMap<string, string>;
  readonly loadOnStartup: number;
  readonly multipart: MultipartSettings | null;
  /** Undefined: none is named. */
  readonly runAs: string | undefined;
  readonly roleLinks: ReadonlyMap<string, string>;
  readonly isAsyncSupported: boolean;
}

/** A filter that is declared. */
export interface DeclaredFilter {
  readonly name: string;
  readonly source: FilterSource | string;
  readonly initParameters: ReadonlyMap<string, string>;
  readonly isAsyncSupported: boolean;
}

/** URL patterns of a servlet. */
export interface DeclaredServletMapping {
  readonly servletName: string;
  readonly patterns: readonly string[];
}

/** What a filter stands in front of. */
export interface DeclaredFilterMapping {
  readonly filterName: string;
  readonly patterns: readonly string[];
  readonly servletNames: readonly string[];
  /** Empty: `REQUEST` alone. */
  readonly dispatches: readonly DispatcherType[];
}

/** All that is declared of an application before its code runs, in this order. */
export interface Components {
  readonly listeners: readonly (ServletListener | ServletListenerClass | string)[];
  readonly servlets: readonly DeclaredServlet[];
  readonly servletMappings: readonly DeclaredServletMapping[];
  readonly filters: readonly DeclaredFilter[];
  readonly filterMappings: readonly DeclaredFilterMapping[];
}

/**
 * Registers what is declared.
 * @throws OptionError for a name that is there twice, or in a mapping and nowhere else
 * @throws IllegalArgumentException for a pattern, class or listener that is none
 */
export function registerComponents(registry: Registry, components: Components): void {
  for (const listener of components.listeners) registry.declareListener(listener);
  for (const servlet of components.servlets) registerServlet(registry, servlet);
  for (const { servletName, patterns } of components.servletMappings) {
    const taken = servletNamed(registry, servletName).addMapping(...patterns);
    const [pattern] = taken;
    if (pattern === undefined) continue;
    const owner = registry.mapper.targetOf(pattern)?.name ?? '';
    const wants = `a pattern that servlet ${owner} does not have`;
    throw new OptionError(`servlets.${servletName}.urlPatterns`, pattern, wants);
  }
  for (const filter of components.filters) registerFilter(registry, filter);
  for (const mapping of components.filterMappings) mapFilter(registry, mapping);
}

function registerServlet(registry: Registry, servlet: DeclaredServlet): void {
  const registration = registry.addServlet(servlet.name, servlet.source);
  if (registration === null) throw twice('servlets', servlet.name);
  const { settings } = registration.holder;
  registration.setInitParameters(servlet.initParameters);
  registration.setLoadOnStartup(servlet.loadOnStartup);
  settings.isAsyncSupported = servlet.isAsyncSupported;
  settings.roleLinks = servlet.roleLinks;
  if (servlet.runAs !== undefined) registration.setRunAsRole(servlet.runAs);
  // Else what the class is annotated with.
  if (servlet.multipart !== null) settings.multipart = servlet.multipart;
}

function registerFilter(registry: Registry, filter: DeclaredFilter): void {
  const registration = registry.addFilter(filter.name, filter.source);
  if (registration === null) throw twice('filters', filter.name);
  registration.setInitParameters(filter.initParameters);
  registration.setAsyncSupported(filter.isAsyncSupported);
}

function mapFilter(registry: Registry, mapping: DeclaredFilterMapping): void {
  const { patterns, servletNames, dispatches } = mapping;
  const registration = filterNamed(registry, mapping.filterName);
  if (patterns.length > 0) registration.addMappingForUrlPatterns(dispatches, true, ...patterns);
  if (servletNames.length === 0) return;
  registration.addMappingForServletNames(dispatches, true, ...servletNames);
}

function servletNamed(registry: Registry, name: string): ApplicationServletRegistration {
  const registration = registry.servlets.get(name);
  if (registration !== undefined) return registration;
  throw new OptionError(`servlets.${name}`, undefined, 'there: a mapping names that servlet');
}

function filterNamed(registry: Registry, name: string): ApplicationFilterRegistration {
  const registration = registry.filters.get(name);
  if (registration !== undefined) return registration;
  throw new OptionError(`filters.${name}`, undefined, 'there: a mapping names that filter');
}

function twice(kind: string, name: string): OptionError {
  return new OptionError(
    `${kind}.${name}`,
    name,
    'there once: web.xml or an annotation has one of that name, too',
  );
}
