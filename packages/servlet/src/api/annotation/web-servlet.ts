import { IllegalArgumentException } from 'httpsession';
import type { Servlet } from '../servlet.ts';
import { type ClassAnnotation, classAnnotation } from './class-decorator.ts';
import { isPatterns, patternsOf, type UrlPatterns } from './url-patterns.ts';

/** The elements of `@WebServlet`. Of `value` and `urlPatterns` there is one. */
export interface WebServletElements {
  /** The name of the class, or its name in the option `classes`. */
  readonly name?: string | undefined;
  /** URL patterns, where they are all that is said; as `urlPatterns`. */
  readonly value?: UrlPatterns | undefined;
  /** URL patterns, such as `/cart` or `*.do`. */
  readonly urlPatterns?: UrlPatterns | undefined;
  /** What `getInitParameter` of its config gives. */
  readonly initParams?: Readonly<Record<string, string>> | undefined;
  /** Zero or more: started with the application, the small numbers first. Left out: at its first request. */
  readonly loadOnStartup?: number | undefined;
  /** Whether `startAsync` may be called: false. */
  readonly asyncSupported?: boolean | undefined;
}

/**
 * Java's `@WebServlet`: registers a servlet of an application that has the class in its option `classes`.
 * What `web.xml` says of a servlet of the same name goes before (Servlet 6.1, 8.2.3): its URL patterns stand
 * in place of these, its other settings and each of its init parameters in place of those of that name.
 *
 * @param elements URL patterns alone, or with more
 * @throws IllegalArgumentException without URL patterns, or with both `value` and `urlPatterns`
 */
export function WebServlet(elements: UrlPatterns | WebServletElements): ClassAnnotation<Servlet> {
  const given: WebServletElements = isPatterns(elements) ? { value: elements } : elements;
  const urlPatterns = patternsOf('WebServlet', given);
  if (urlPatterns.length === 0) {
    throw new IllegalArgumentException(
      '@WebServlet has no URL pattern; write value or urlPatterns',
    );
  }
  return classAnnotation('WebServlet', 'servlet', {
    name: given.name,
    urlPatterns,
    initParams: new Map(Object.entries(given.initParams ?? {})),
    loadOnStartup: given.loadOnStartup,
    asyncSupported: given.asyncSupported,
  });
}
