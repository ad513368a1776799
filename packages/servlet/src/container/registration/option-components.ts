import type {
  Components,
  DeclaredFilter,
  DeclaredFilterMapping,
  DeclaredServlet,
  DeclaredServletMapping,
} from './components.ts';
import type { WebApplicationOptions } from '../web-application-options.ts';

/** What the options of an application declare. */
export function optionComponents(options: WebApplicationOptions): Components {
  return {
    listeners: options.listeners ?? [],
    servlets: servletsOf(options),
    servletMappings: servletMappingsOf(options),
    filters: filtersOf(options),
    filterMappings: filterMappingsOf(options),
  };
}

/** Several, one after the other. */
export function joinComponents(all: readonly Components[]): Components {
  return {
    listeners: all.flatMap(({ listeners }) => listeners),
    servlets: all.flatMap(({ servlets }) => servlets),
    servletMappings: all.flatMap(({ servletMappings }) => servletMappings),
    filters: all.flatMap(({ filters }) => filters),
    filterMappings: all.flatMap(({ filterMappings }) => filterMappings),
  };
}

function servletsOf({ servlets = {} }: WebApplicationOptions): DeclaredServlet[] {
  return Object.entries(servlets).map(([name, servlet]) => ({
    name,
    source: servlet.servlet,
    initParameters: new Map(Object.entries(servlet.initParameters ?? {})),
    loadOnStartup: servlet.loadOnStartup ?? -1,
    multipart: servlet.multipart ?? null,
    runAs: undefined,
    roleLinks: new Map(),
    isAsyncSupported: servlet.asyncSupported ?? false,
  }));
}

function servletMappingsOf({ servlets = {} }: WebApplicationOptions): DeclaredServletMapping[] {
  return Object.entries(servlets)
    .map(([servletName, { urlPatterns = [] }]) => ({ servletName, patterns: urlPatterns }))
    .filter(({ patterns }) => patterns.length > 0);
}

function filtersOf({ filters = {} }: WebApplicationOptions): DeclaredFilter[] {
  return Object.entries(filters).map(([name, filter]) => ({
    name,
    source: filter.filter,
    initParameters: new Map(Object.entries(filter.initParameters ?? {})),
    isAsyncSupported: filter.asyncSupported ?? false,
  }));
}

function filterMappingsOf({ filters = {} }: WebApplicationOptions): DeclaredFilterMapping[] {
  return Object.entries(filters).map(
    ([filterName, { urlPatterns = [], servletNames = [], dispatcherTypes = [] }]) => ({
      filterName,
      patterns: urlPatterns,
      servletNames,
      dispatches: dispatcherTypes,
    }),
  );
}
