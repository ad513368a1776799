import { isMatch, parseUrlPattern, type UrlPattern } from './url-pattern.ts';

/** How a request comes to a servlet: Java's `DispatcherType`, by name. */
type Dispatch = string;

/** What a filter is mapped to; `patterns` or `servletNames`. */
export interface FilterMapping<F> {
  readonly filter: F;
  readonly dispatches: ReadonlySet<Dispatch>;
  readonly patterns: readonly string[];
  /** `*` is every servlet. */
  readonly servletNames: readonly string[];
}

interface PatternRow<F> {
  readonly filter: F;
  readonly dispatches: ReadonlySet<Dispatch>;
  readonly patterns: readonly UrlPattern[];
}

/** More different paths than this are not remembered: clients choose them. */
const REMEMBERED_PATHS = 1000;

/**
 * Finds the filters of a request in the order of the specification (6.2.4): first those whose URL pattern
 * selects the path, in the order of their mappings, then those that name the servlet. A filter is in a
 * chain once, however many of its mappings match.
 */
export class FilterMapper<F> {
  readonly #byPattern: readonly PatternRow<F>[];
  readonly #byName: readonly FilterMapping<F>[];
  readonly #lists = new Map<Dispatch, FilterLists<F>>();

  constructor(mappings: readonly FilterMapping<F>[]) {
    this.#byPattern = mappings
      .filter(({ patterns }) => patterns.length > 0)
      .map(({ filter, dispatches, patterns }) => ({
        filter,
        dispatches,
        patterns: patterns.map(parseUrlPattern),
      }));
    this.#byName = mappings.filter(({ servletNames }) => servletNames.length > 0);
  }

  /**
   * @param path below the context path; null for a servlet that was called by its name: no pattern matches
   */
  filtersFor(dispatch: Dispatch, path: string | null, servletName: string): readonly F[] {
    let lists = this.#lists.get(dispatch);
    if (lists === undefined) {
      lists = this.#listsOf(dispatch);
      this.#lists.set(dispatch, lists);
    }
    return lists.find(path, servletName);
  }

  #listsOf(dispatch: Dispatch): FilterLists<F> {
    return new FilterLists(
      this.#byPattern.filter(({ dispatches }) => dispatches.has(dispatch)),
      this.#byName.filter(({ dispatches }) => dispatches.has(dispatch)),
    );
  }
}

/** The filters for one way of dispatching. */
class FilterLists<F> {
  readonly #byPattern: readonly PatternRow<F>[];
  readonly #byName: readonly FilterMapping<F>[];
  /** Whether all patterns select every path, so that only the servlet makes a difference. */
  readonly #isForAll: boolean;
  readonly #ofServlet = new Map<string, readonly F[]>();
  readonly #ofNamed = new Map<string, readonly F[]>();
  readonly #ofPath = new Map<string, readonly F[]>();

  constructor(byPattern: readonly PatternRow<F>[], byName: readonly FilterMapping<F>[]) {
    this.#byPattern = byPattern;
    this.#byName = byName;
    this.#isForAll = byPattern.every(({ patterns }) => patterns.some(isForAll));
  }

  find(path: string | null, servletName: string): readonly F[] {
    const memory = this.#memoryFor(path);
    // A path leads to one servlet only, so that it is enough of a key.
    const key = memory === this.#ofPath && path !== null ? path : servletName;
    const known = memory.get(key);
    if (known !== undefined) return known;
    const list = this.#collect(path, servletName);
    if (memory.size >= REMEMBERED_PATHS) memory.clear();
    memory.set(key, list);
    return list;
  }

  #memoryFor(path: string | null): Map<string, readonly F[]> {
    if (path === null) return this.#ofNamed;
    return this.#isForAll ? this.#ofServlet : this.#ofPath;
  }

  #collect(path: string | null, servletName: string): readonly F[] {
    const filters = new Set<F>();
    for (const { filter, patterns } of path === null ? [] : this.#byPattern) {
      if (path !== null && patterns.some((pattern) => isMatch(pattern, path))) filters.add(filter);
    }
    for (const { filter, servletNames } of this.#byName) {
      if (servletNames.includes(servletName) || servletNames.includes('*')) filters.add(filter);
    }
    return [...filters];
  }
}

function isForAll({ kind, value }: UrlPattern): boolean {
  return kind === 'path' && value === '';
}
