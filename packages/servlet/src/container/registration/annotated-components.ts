import type { FilterAnnotation, ServletAnnotation } from '../../api/annotation/annotation-store.ts';
import type {
  FilterDescriptor,
  FilterMappingDescriptor,
  ServletDescriptor,
  ServletMappingDescriptor,
  WebDescriptor,
} from '../../descriptor/web-descriptor.ts';
import type { ClassTable } from './class-table.ts';

/** A class with what it has been annotated with, and the name that the application has for it. */
interface Annotated<T> {
  readonly className: string;
  readonly annotation: T;
}

/**
 * A descriptor with the components that the annotations of classes declare, as the specification joins them
 * (Servlet 6.1, 8.1 and 8.2.3): of a servlet or filter that both name, the descriptor has the last word on each
 * setting and each init parameter, and its mappings stand in place of those of the annotation.
 */
export function withAnnotations(descriptor: WebDescriptor, classes: ClassTable): WebDescriptor {
  const all = classes.annotated();
  const servlets = all.flatMap(({ className, annotations: { servlet } }) =>
    servlet === undefined ? [] : { className, annotation: servlet },
  );
  const filters = all.flatMap(({ className, annotations: { filter } }) =>
    filter === undefined ? [] : { className, annotation: filter },
  );
  const declared = new Set(descriptor.listeners.map((name) => classes.classOf(name)));
  return {
    ...descriptor,
    // A listener that both declare is one (SES-158).
    listeners: [
      ...descriptor.listeners,
      ...all
        .filter(({ type, annotations }) => annotations.listener === true && !declared.has(type))
        .map(({ className }) => className),
    ],
    servlets: joined(descriptor.servlets, servlets.map(servletOf)),
    servletMappings: joinedMappings(descriptor.servletMappings, servlets),
    filters: joined(descriptor.filters, filters.map(filterOf)),
    filterMappings: joinedFilterMappings(descriptor.filterMappings, filters),
  };
}

function servletOf({ className, annotation }: Annotated<ServletAnnotation>): ServletDescriptor {
  return {
    name: annotation.name ?? className,
    className,
    jspFile: undefined,
    initParams: annotation.initParams,
    loadOnStartup: annotation.loadOnStartup,
    asyncSupported: annotation.asyncSupported,
    enabled: undefined,
    multipart: undefined,
    runAs: undefined,
    roleLinks: new Map(),
    source: sourceOf('WebServlet', className),
  };
}

function filterOf({ className, annotation }: Annotated<FilterAnnotation>): FilterDescriptor {
  return {
    name: annotation.filterName ?? className,
    className,
    initParams: annotation.initParams,
    asyncSupported: annotation.asyncSupported,
    source: sourceOf('WebFilter', className),
  };
}

/** What the descriptor leaves open of a component, the annotation of that name says. */
function joined<T extends ServletDescriptor | FilterDescriptor>(
  declared: readonly T[],
  annotated: readonly T[],
): readonly T[] {
  const names = new Set(declared.map(({ name }) => name));
  return [
    ...declared.map((one) => {
      const other = annotated.find(({ name }) => name === one.name);
      return other === undefined ? one : filledUp(one, other);
    }),
    ...annotated.filter(({ name }) => !names.has(name)),
  ];
}

function filledUp<T extends ServletDescriptor | FilterDescriptor>(one: T, other: T): T {
  const said = Object.fromEntries(
    Object.entries(one).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
  return { ...other, ...said, initParams: new Map([...other.initParams, ...one.initParams]) };
}

/** A pattern that the descriptor leads to another servlet stays there. */
function joinedMappings(
  declared: readonly ServletMappingDescriptor[],
  annotated: readonly Annotated<ServletAnnotation>[],
): readonly ServletMappingDescriptor[] {
  const names = new Set(declared.map(({ servletName }) => servletName));
  const taken = new Set(declared.flatMap(({ urlPatterns }) => urlPatterns));
  const added = annotated.map(({ className, annotation }) => ({
    servletName: annotation.name ?? className,
    urlPatterns: annotation.urlPatterns.filter((pattern) => !taken.has(pattern)),
    source: sourceOf('WebServlet', className),
  }));
  return [
    ...declared,
    ...added.filter(({ servletName, urlPatterns }) => {
      return !names.has(servletName) && urlPatterns.length > 0;
    }),
  ];
}

/** Where the descriptor maps a filter, it stands there and nowhere else. */
function joinedFilterMappings(
  declared: readonly FilterMappingDescriptor[],
  annotated: readonly Annotated<FilterAnnotation>[],
): readonly FilterMappingDescriptor[] {
  const added = annotated.map(({ className, annotation }) => ({
    filterName: annotation.filterName ?? className,
    urlPatterns: annotation.urlPatterns,
    servletNames: annotation.servletNames,
    dispatchers: annotation.dispatcherTypes,
    source: sourceOf('WebFilter', className),
  }));
  const names = new Set(declared.map(({ filterName }) => filterName));
  return [...declared, ...added.filter(({ filterName }) => !names.has(filterName))];
}

function sourceOf(annotation: string, className: string): string {
  return `@${annotation} of ${className}`;
}
