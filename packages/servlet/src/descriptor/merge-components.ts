import { DescriptorError } from './descriptor-error.ts';
import { shown } from './element-values.ts';
import { mergeMaps, mergeSingle } from './merge-values.ts';
import type {
  FilterDescriptor,
  FragmentDescriptor,
  ServletDescriptor,
  ServletMappingDescriptor,
  WebDescriptor,
} from './web-descriptor.ts';

/** A component with the file that says it. */
interface Declared<T> {
  readonly file: string;
  readonly component: T;
}

/** Filters; the mappings of one in `web.xml` replace those that fragments have for it. */
export function mergeFilters(
  web: WebDescriptor,
  fragments: readonly FragmentDescriptor[],
): Pick<WebDescriptor, 'filterMappings' | 'filters'> {
  const own = new Set(web.filterMappings.map(({ filterName }) => filterName));
  const added = fragments.flatMap(({ filterMappings }) => filterMappings);
  return {
    filters: mergeByName(
      declared(web, fragments, ({ filters }) => filters),
      mergeFilter,
    ),
    filterMappings: [
      ...web.filterMappings,
      ...added.filter(({ filterName }) => !own.has(filterName)),
    ],
  };
}

/** Servlets; the mappings of one in `web.xml` replace those that fragments have for it. */
export function mergeServlets(
  web: WebDescriptor,
  fragments: readonly FragmentDescriptor[],
): Pick<WebDescriptor, 'servletMappings' | 'servlets'> {
  return {
    servlets: mergeByName(
      declared(web, fragments, ({ servlets }) => servlets),
      mergeServlet,
    ),
    servletMappings: mergeMappings(web, fragments),
  };
}

function declared<T>(
  web: WebDescriptor,
  fragments: readonly FragmentDescriptor[],
  read: (descriptor: WebDescriptor) => readonly T[],
): readonly Declared<T>[] {
  return [web, ...fragments].flatMap((descriptor) =>
    read(descriptor).map((component) => ({
      // Only fragments can be at odds with each other.
      file: descriptor === web ? '' : descriptor.file,
      component,
    })),
  );
}

function mergeByName<T extends { readonly name: string }>(
  all: readonly Declared<T>[],
  merge: (group: Group<T>) => T,
): readonly T[] {
  const firsts = new Map<string, T>();
  for (const { component } of all) {
    if (!firsts.has(component.name)) firsts.set(component.name, component);
  }
  return Array.from(firsts, ([name, first]) =>
    merge(
      new Group(
        first,
        all.filter(({ component }) => component.name === name),
      ),
    ),
  );
}

/** All that is said of one servlet or filter. */
class Group<T extends { readonly name: string }> {
  readonly first: T;
  readonly #web: T | undefined;
  readonly #fragments: readonly Declared<T>[];

  constructor(first: T, all: readonly Declared<T>[]) {
    this.first = first;
    this.#web = all.find(({ file }) => file === '')?.component;
    this.#fragments = all.filter(({ file }) => file !== '');
  }

  single<V>(setting: string, read: (component: T) => V | undefined): V | undefined {
    return mergeSingle(
      `${setting} of ${shown(this.first.name)}`,
      this.#web === undefined ? undefined : read(this.#web),
      this.#fragments.map(({ file, component }) => ({ file, value: read(component) })),
    );
  }

  map(
    setting: string,
    read: (component: T) => ReadonlyMap<string, string>,
  ): ReadonlyMap<string, string> {
    return mergeMaps(
      `${setting} of ${shown(this.first.name)}`,
      this.#web === undefined ? new Map<string, string>() : read(this.#web),
      this.#fragments.map(({ file, component }) => ({ file, value: read(component) })),
    );
  }
}

function mergeFilter(group: Group<FilterDescriptor>): FilterDescriptor {
  return {
    ...group.first,
    className: group.single('filter-class', ({ className }) => className),
    initParams: group.map('init-param', ({ initParams }) => initParams),
    asyncSupported: group.single('async-supported', ({ asyncSupported }) => asyncSupported),
  };
}

function mergeServlet(group: Group<ServletDescriptor>): ServletDescriptor {
  return {
    ...group.first,
    className: group.single('servlet-class', ({ className }) => className),
    jspFile: group.single('jsp-file', ({ jspFile }) => jspFile),
    initParams: group.map('init-param', ({ initParams }) => initParams),
    loadOnStartup: group.single('load-on-startup', ({ loadOnStartup }) => loadOnStartup),
    asyncSupported: group.single('async-supported', ({ asyncSupported }) => asyncSupported),
    enabled: group.single('enabled', ({ enabled }) => enabled),
    multipart: group.single('multipart-config', ({ multipart }) => multipart),
    runAs: group.single('run-as', ({ runAs }) => runAs),
    roleLinks: group.map('security-role-ref', ({ roleLinks }) => roleLinks),
  };
}

function mergeMappings(
  web: WebDescriptor,
  fragments: readonly FragmentDescriptor[],
): readonly ServletMappingDescriptor[] {
  const own = new Set(web.servletMappings.map(({ servletName }) => servletName));
  const taken = new Set(web.servletMappings.flatMap(({ urlPatterns }) => urlPatterns));
  const targets = new Map<string, string>();
  const added = fragments.flatMap(({ file, servletMappings }) =>
    servletMappings
      .filter(({ servletName }) => !own.has(servletName))
      .map((mapping) => {
        const urlPatterns = mapping.urlPatterns.filter((pattern) => !taken.has(pattern));
        for (const pattern of urlPatterns) claim(targets, pattern, { ...mapping, file });
        return { ...mapping, urlPatterns };
      }),
  );
  return [...web.servletMappings, ...added.filter(({ urlPatterns }) => urlPatterns.length > 0)];
}

/** @throws DescriptorError when another fragment has the pattern for another servlet */
function claim(
  targets: Map<string, string>,
  pattern: string,
  mapping: { readonly servletName: string; readonly file: string },
): void {
  const { servletName, file } = mapping;
  const other = targets.get(pattern);
  if (other !== undefined && other !== servletName) {
    const both = `${shown(other)} and ${shown(servletName)}`;
    throw new DescriptorError({ file }, `and another fragment map ${shown(pattern)} to ${both}`);
  }
  targets.set(pattern, servletName);
}
