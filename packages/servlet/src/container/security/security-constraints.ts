import { parseUrlPattern, isMatch, type UrlPattern } from '../../mapping/url-pattern.ts';
import type { SecurityConstraint, WebResource } from './security-options.ts';

/** What the constraints of an application say about one request. */
export interface AccessRule {
  /** `open`: everybody. `closed`: nobody. Else who has logged in (`roles` undefined), or has a role. */
  readonly access: 'open' | 'closed' | 'restricted';
  /** Undefined: it is enough to have logged in. */
  readonly roles: ReadonlySet<string> | undefined;
  readonly needsSecureChannel: boolean;
}

/** One pattern of one constraint, with the methods that it is for. */
interface Entry {
  readonly pattern: UrlPattern;
  readonly resource: WebResource;
  readonly constraint: SecurityConstraint;
}

/** Everybody who has logged in, unless the application declares a role of that name: then it is that role. */
const EVERYBODY = '**';

/** The constraints of an application, by the rules of Servlet 6.1, 13.8. */
export class SecurityConstraints {
  readonly #entries: readonly Entry[];
  readonly #allRoles: readonly string[];
  readonly #denyUncovered: boolean;

  /**
   * @param allRoles what the role `*` stands for
   * @param denyUncovered whether methods that a constraint leaves out are refused on its paths
   * @throws IllegalArgumentException for a URL pattern that is none
   */
  constructor(
    constraints: readonly SecurityConstraint[],
    allRoles: readonly string[],
    denyUncovered: boolean,
  ) {
    this.#entries = constraints.flatMap((constraint) =>
      constraint.resources.flatMap((resource) =>
        resource.urlPatterns.map((text) => ({
          pattern: parseUrlPattern(text),
          resource,
          constraint,
        })),
      ),
    );
    this.#allRoles = allRoles;
    this.#denyUncovered = denyUncovered;
  }

  /** Whether there are none, so that no request needs to be held to them. */
  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** What holds for a path below the context path; undefined: no constraint is about it. */
  find(path: string, method: string): AccessRule | undefined {
    const best = this.#bestFor(path === '' ? '/' : path);
    if (best.length === 0) return undefined;
    const covering = best.filter(({ resource }) => covers(resource, method));
    if (covering.length > 0) return this.#combine(covering.map(({ constraint }) => constraint));
    return this.#denyUncovered
      ? { access: 'closed', roles: undefined, needsSecureChannel: false }
      : undefined;
  }

  /** Only the best pattern counts, whatever methods it is for; several constraints may have it. */
  #bestFor(path: string): Entry[] {
    let best: Entry[] = [];
    let rank = 0;
    for (const entry of this.#entries) {
      const own = rankOf(entry.pattern, path);
      if (own === 0 || own < rank) continue;
      if (own > rank) best = [];
      rank = own;
      best.push(entry);
    }
    return best;
  }

  /** Nobody wins over everybody, everybody over roles; roles add up. */
  #combine(constraints: readonly SecurityConstraint[]): AccessRule {
    const needsSecureChannel = constraints.some(
      ({ transportGuarantee = 'NONE' }) => transportGuarantee !== 'NONE',
    );
    const lists = constraints.map(({ roles }) => roles);
    if (lists.some((roles) => roles?.length === 0)) {
      return { access: 'closed', roles: undefined, needsSecureChannel };
    }
    const named = lists.filter((roles) => roles !== undefined);
    if (named.length < lists.length)
      return { access: 'open', roles: undefined, needsSecureChannel };
    const all = named.flat();
    const roles =
      all.includes(EVERYBODY) && !this.#allRoles.includes(EVERYBODY)
        ? undefined
        : new Set(all.flatMap((role) => (role === '*' ? this.#allRoles : [role])));
    return { access: 'restricted', roles, needsSecureChannel };
  }
}

function covers(resource: WebResource, method: string): boolean {
  const { httpMethods = [], httpMethodOmissions = [] } = resource;
  if (httpMethods.length > 0) return httpMethods.includes(method);
  return !httpMethodOmissions.includes(method);
}

/** As servlets are found: exact, the longest path, extension, default. Zero: no match. */
function rankOf(pattern: UrlPattern, path: string): number {
  if (pattern.kind === 'default') return 1;
  if (!isMatch(pattern, path)) return 0;
  if (pattern.kind === 'extension') return 2;
  return pattern.kind === 'path' ? pattern.value.length + 3 : Number.MAX_SAFE_INTEGER;
}
