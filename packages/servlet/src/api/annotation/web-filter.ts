import { IllegalArgumentException } from 'httpsession';
import type { DispatcherType } from '../dispatcher-type.ts';
import type { Filter } from '../filter.ts';
import { type ClassAnnotation, classAnnotation } from './class-decorator.ts';
import { isPatterns, patternsOf, type UrlPatterns } from './url-patterns.ts';

/** The elements of `@WebFilter`. Of `value` and `urlPatterns` there is one at most. */
export interface WebFilterElements {
  /** The name of the class, or its name in the option `classes`. */
  readonly filterName?: string | undefined;
  /** URL patterns, where they are all that is said; as `urlPatterns`. */
  readonly value?: UrlPatterns | undefined;
  /** URL patterns, such as `/cart` or `*.do`. */
  readonly urlPatterns?: UrlPatterns | undefined;
  /** Names of servlets; `*` is every one. */
  readonly servletNames?: string | readonly string[] | undefined;
  /** Requests from clients only: `['REQUEST']`. */
  readonly dispatcherTypes?: DispatcherType | readonly DispatcherType[] | undefined;
  /** What `getInitParameter` of its config gives. */
  readonly initParams?: Readonly<Record<string, string>> | undefined;
  /** Whether `startAsync` may be called behind it: false. */
  readonly asyncSupported?: boolean | undefined;
}

/**
 * Java's `@WebFilter`: registers a filter of an application that has the class in its option `classes`.
 * Filters run in the order of that option, behind those of `web.xml`. What `web.xml` says of a filter of the
 * same name goes before.
 *
 * @param elements URL patterns alone, or with more
 * @throws IllegalArgumentException with neither URL patterns nor servlet names, or with both `value` and
 *   `urlPatterns`
 */
export function WebFilter(elements: UrlPatterns | WebFilterElements): ClassAnnotation<Filter> {
  const given: WebFilterElements = isPatterns(elements) ? { value: elements } : elements;
  const urlPatterns = patternsOf('WebFilter', given);
  const servletNames = [given.servletNames ?? []].flat();
  if (urlPatterns.length + servletNames.length === 0) {
    throw new IllegalArgumentException(
      '@WebFilter stands in front of nothing; write value, urlPatterns or servletNames',
    );
  }
  return classAnnotation('WebFilter', 'filter', {
    filterName: given.filterName,
    urlPatterns,
    servletNames,
    dispatcherTypes: [given.dispatcherTypes ?? []].flat(),
    initParams: new Map(Object.entries(given.initParams ?? {})),
    asyncSupported: given.asyncSupported,
  });
}
