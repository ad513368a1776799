import { DescriptorError } from '../../descriptor/descriptor-error.ts';
import type { ServletDescriptor, WebDescriptor } from '../../descriptor/web-descriptor.ts';
import type { Components, DeclaredServlet } from './components.ts';

/**
 * What a descriptor declares. Classes are named; the application's option `classes` has them.
 * @throws DescriptorError for a servlet or filter without a class
 */
export function descriptorComponents(descriptor: WebDescriptor): Components {
  const enabled = descriptor.servlets.filter(({ enabled }) => enabled !== false);
  const disabled = new Set(
    descriptor.servlets.filter(({ enabled }) => enabled === false).map(({ name }) => name),
  );
  return {
    listeners: descriptor.listeners,
    servlets: enabled.map(declaredServlet),
    servletMappings: descriptor.servletMappings
      .filter(({ servletName }) => !disabled.has(servletName))
      .map(({ servletName, urlPatterns }) => ({ servletName, patterns: urlPatterns })),
    filters: descriptor.filters.map((filter) => ({
      name: filter.name,
      source: filter.className ?? lacksClass('filter', filter.source),
      initParameters: filter.initParams,
      isAsyncSupported: filter.asyncSupported ?? false,
    })),
    filterMappings: descriptor.filterMappings.map((mapping) => ({
      filterName: mapping.filterName,
      patterns: mapping.urlPatterns,
      servletNames: mapping.servletNames,
      dispatches: mapping.dispatchers,
    })),
  };
}

function declaredServlet(servlet: ServletDescriptor): DeclaredServlet {
  return {
    name: servlet.name,
    source: servlet.className ?? lacksClass('servlet', servlet.source),
    initParameters: servlet.initParams,
    loadOnStartup: servlet.loadOnStartup ?? -1,
    multipart: servlet.multipart ?? null,
    runAs: servlet.runAs,
    roleLinks: servlet.roleLinks,
    isAsyncSupported: servlet.asyncSupported ?? false,
  };
}

function lacksClass(kind: 'servlet' | 'filter', source: string): never {
  throw new DescriptorError(
    { file: source, element: kind },
    `has no <${kind}-class>; there are no JSP files here`,
  );
}
