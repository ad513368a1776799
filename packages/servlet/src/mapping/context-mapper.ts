import { IllegalArgumentException } from 'httpsession';

/** An application as far as it matters to which requests it gets. */
export interface MountedContext {
  /** Empty for the root; else with a slash at its start and none at its end. */
  readonly contextPath: string;
  /** Host names, `*.example.com` for all below; empty: any host that no other application names. */
  readonly hosts: readonly string[];
}

type ContextsByPath<C> = Map<string, C>;

/**
 * Finds the application of a request: the host by its name, or the first `*.` above it, or the default;
 * there, the longest context path. Every host has applications of its own (SES-192).
 */
export class ContextMapper<C extends MountedContext> {
  readonly #hosts = new Map<string, ContextsByPath<C>>();
  readonly #wildcards = new Map<string, ContextsByPath<C>>();
  readonly #default: ContextsByPath<C> = new Map<string, C>();
  /** The one application at the root of every host: then there is nothing to look up. */
  readonly #only: C | undefined;

  /** @throws IllegalArgumentException when two applications have the same host and context path */
  constructor(contexts: readonly C[]) {
    for (const context of contexts) {
      if (context.hosts.length === 0) put(this.#default, context, 'any host');
      for (const host of context.hosts) put(this.#tableOf(host.toLowerCase()), context, host);
    }
    const [only] = contexts;
    const isAlone = contexts.length === 1 && only?.contextPath === '' && only.hosts.length === 0;
    this.#only = isAlone ? only : undefined;
  }

  /**
   * @param host as the client sent it, with or without a port; undefined: the default host
   * @param path decoded and normalised
   */
  map(host: string | undefined, path: string): C | undefined {
    if (this.#only !== undefined) return this.#only;
    const table = this.#hostTable(host);
    return longest(table, path);
  }

  #tableOf(host: string): ContextsByPath<C> {
    const isWildcard = host.startsWith('*.');
    const tables = isWildcard ? this.#wildcards : this.#hosts;
    const name = isWildcard ? host.slice(2) : host;
    let table = tables.get(name);
    if (table === undefined) {
      table = new Map<string, C>();
      tables.set(name, table);
    }
    return table;
  }

  #hostTable(host: string | undefined): ContextsByPath<C> {
    if (host === undefined || this.#hosts.size + this.#wildcards.size === 0) return this.#default;
    const name = hostName(host);
    const exact = this.#hosts.get(name);
    if (exact !== undefined) return exact;
    // As in Tomcat, `*.example.com` stands for one more label.
    const dot = name.indexOf('.');
    const wildcard = dot < 0 ? undefined : this.#wildcards.get(name.slice(dot + 1));
    return wildcard ?? this.#default;
  }
}

/** The context whose path is the longest that a path begins with, at a border of segments. */
function longest<C>(table: ContextsByPath<C>, path: string): C | undefined {
  let end = path.length;
  while (end > 0) {
    const context = table.get(end === path.length ? path : path.slice(0, end));
    if (context !== undefined) return context;
    end = path.lastIndexOf('/', end - 1);
  }
  return table.get('');
}

function put<C extends MountedContext>(table: ContextsByPath<C>, context: C, host: string): void {
  const { contextPath } = context;
  if (table.has(contextPath)) {
    throw new IllegalArgumentException(
      `Two applications are at ${contextPath === '' ? 'the root' : contextPath} of ${host}`,
    );
  }
  table.set(contextPath, context);
}

/** Without the port and a last dot, in lower case. */
function hostName(host: string): string {
  const end = host.startsWith('[') ? host.indexOf(']') + 1 : host.indexOf(':');
  const name = (end > 0 ? host.slice(0, end) : host).toLowerCase();
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
