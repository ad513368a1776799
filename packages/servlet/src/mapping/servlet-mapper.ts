import { IllegalArgumentException } from 'httpsession';
import { MappedPath } from './mapped-path.ts';
import { extensionOf, parseUrlPattern } from './url-pattern.ts';

/** What patterns lead to: a servlet. */
interface Named {
  readonly name: string;
}

/**
 * Finds the servlet of a path as the specification says (12.1): an exact pattern, else the longest path
 * prefix, else the extension, else the default. Filled at start; a look-up costs a few map accesses.
 */
export class ServletMapper<T extends Named> {
  /** An exact path always gives the same answer, so that is made only once. */
  readonly #exact = new Map<string, MappedPath<T>>();
  readonly #prefixes = new Map<string, T>();
  readonly #extensions = new Map<string, T>();
  #default: T | undefined;
  #root: MappedPath<T> | undefined;

  /**
   * Leads a pattern to a target; whoever had it before has it no more.
   * @throws IllegalArgumentException when the pattern is none
   */
  put(text: string, target: T): void {
    const { kind, value } = parseUrlPattern(text);
    switch (kind) {
      case 'root':
        this.#root = new MappedPath(target, '/', {
          pattern: text,
          match: 'CONTEXT_ROOT',
          servletEnd: 0,
        });
        return;
      case 'default':
        this.#default = target;
        return;
      case 'exact':
        this.#exact.set(
          value,
          new MappedPath(target, value, {
            pattern: text,
            match: 'EXACT',
            servletEnd: value.length,
          }),
        );
        return;
      case 'path':
        this.#prefixes.set(value, target);
        return;
      case 'extension':
        this.#extensions.set(value, target);
    }
  }

  /** Whom a pattern leads to, as it was written. */
  targetOf(text: string): T | undefined {
    const { kind, value } = parseUrlPattern(text);
    switch (kind) {
      case 'root':
        return this.#root?.target;
      case 'default':
        return this.#default;
      case 'exact':
        return this.#exact.get(value)?.target;
      case 'path':
        return this.#prefixes.get(value);
      case 'extension':
        return this.#extensions.get(value);
    }
  }

  /** The servlet for a path below the context path: `''`, or with a slash at its start. */
  map(path: string): MappedPath<T> | undefined {
    return this.mapExplicit(path) ?? this.mapExtension(path) ?? this.mapDefault(path);
  }

  /** By an exact pattern, the root's, or a prefix. */
  mapExplicit(path: string): MappedPath<T> | undefined {
    const exact = this.#exact.get(path);
    if (exact !== undefined) return exact;
    if (path === '/' && this.#root !== undefined) return this.#root;
    return this.#prefixes.size === 0 ? undefined : this.#mapPrefix(path);
  }

  mapExtension(path: string): MappedPath<T> | undefined {
    if (this.#extensions.size === 0) return undefined;
    const extension = extensionOf(path);
    if (extension === undefined) return undefined;
    const target = this.#extensions.get(extension);
    if (target === undefined) return undefined;
    return new MappedPath(target, path, {
      pattern: `*.${extension}`,
      match: 'EXTENSION',
      servletEnd: path.length,
    });
  }

  mapDefault(path: string): MappedPath<T> | undefined {
    if (this.#default === undefined) return undefined;
    return new MappedPath(this.#default, path, {
      pattern: '/',
      match: 'DEFAULT',
      servletEnd: path.length,
    });
  }

  #mapPrefix(path: string): MappedPath<T> | undefined {
    let end = path.length;
    while (end >= 0) {
      const prefix = end === path.length ? path : path.slice(0, end);
      const target = this.#prefixes.get(prefix);
      if (target !== undefined) {
        return new MappedPath(target, path, {
          pattern: `${prefix}/*`,
          match: 'PATH',
          servletEnd: end,
        });
      }
      if (end === 0) return undefined;
      end = path.lastIndexOf('/', end - 1);
    }
    return undefined;
  }
}

/** @throws IllegalArgumentException unless every pattern is one, and there is at least one */
export function checkPatterns(patterns: readonly string[]): void {
  if (patterns.length === 0) throw new IllegalArgumentException('There is no URL pattern');
  for (const pattern of patterns) parseUrlPattern(pattern);
}
