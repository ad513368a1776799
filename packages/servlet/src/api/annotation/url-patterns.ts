import { IllegalArgumentException } from 'httpsession';

/** One URL pattern or several. */
export type UrlPatterns = string | readonly string[];

/** The two names that an annotation has for its URL patterns. */
interface PatternElements {
  readonly value?: UrlPatterns | undefined;
  readonly urlPatterns?: UrlPatterns | undefined;
}

/** Whether an annotation was given its URL patterns alone, as Java's `@WebServlet("/a")`. */
export function isPatterns(given: UrlPatterns | PatternElements): given is UrlPatterns {
  return typeof given === 'string' || Array.isArray(given);
}

/**
 * The URL patterns of an annotation.
 * @throws IllegalArgumentException when both elements are there: one must be left out (Servlet 6.1, 8.1.1)
 */
export function patternsOf(
  name: string,
  { value, urlPatterns }: PatternElements,
): readonly string[] {
  if (value !== undefined && urlPatterns !== undefined) {
    throw new IllegalArgumentException(
      `@${name} has both value and urlPatterns; write one of them`,
    );
  }
  return [value ?? urlPatterns ?? []].flat();
}
