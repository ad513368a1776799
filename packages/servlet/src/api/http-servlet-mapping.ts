import type { MappingMatch } from './mapping-match.ts';

/** Java's `HttpServletMapping`: how a request came to its servlet. */
export interface HttpServletMapping {
  /** The part of the path that the pattern's star stood for, or the exact path without its slash. */
  getMatchValue(): string;
  /** The pattern; empty for a servlet that was called by its name. */
  getPattern(): string;
  /** The name of the servlet. */
  getServletName(): string;
  /** The kind of the pattern; `null` for a servlet that was called by its name. */
  getMappingMatch(): MappingMatch | null;
}
