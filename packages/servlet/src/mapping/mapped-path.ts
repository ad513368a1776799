import type { HttpServletMapping, MappingMatch } from '../api/index.ts';

/** How a path is cut by the pattern that selected it. */
export interface Cut {
  readonly pattern: string;
  readonly match: MappingMatch;
  /** How many characters of the path are the servlet's. */
  readonly servletEnd: number;
}

/**
 * A path below its context, taken apart by the pattern that selected it. Is what the request tells of it as
 * well, so that a request needs no second object.
 */
export class MappedPath<T extends { readonly name: string }> implements HttpServletMapping {
  /** What the pattern is of: a servlet. */
  readonly target: T;
  readonly path: string;
  readonly servletPath: string;
  readonly pathInfo: string | null;
  readonly #cut: Cut;

  constructor(target: T, path: string, cut: Cut) {
    const { servletEnd } = cut;
    this.target = target;
    this.path = path;
    this.servletPath = servletEnd === path.length ? path : path.slice(0, servletEnd);
    this.pathInfo = servletEnd === path.length ? null : path.slice(servletEnd);
    this.#cut = cut;
  }

  /** What `HttpServletRequest.getHttpServletMapping` gives. */
  get mapping(): HttpServletMapping {
    return this;
  }

  getServletName(): string {
    return this.target.name;
  }

  getPattern(): string {
    return this.#cut.pattern;
  }

  getMappingMatch(): MappingMatch {
    return this.#cut.match;
  }

  getMatchValue(): string {
    const { match, pattern } = this.#cut;
    switch (match) {
      case 'EXACT':
        return this.path.slice(1);
      case 'PATH':
        return this.pathInfo === null ? '' : this.pathInfo.slice(1);
      case 'EXTENSION':
        // Without the slash before it, and without the dot and the extension behind it.
        return this.path.slice(1, 1 - pattern.length);
      case 'CONTEXT_ROOT':
      case 'DEFAULT':
        return '';
    }
  }
}
