import { splitUnquoted } from '../common/http-text.ts';

/** What `Cache-Control` is on a response that carries our cookie, where the handler said nothing. */
export const DEFAULT_CACHE_CONTROL = 'no-store';

/**
 * What `Cache-Control` becomes on a response that carries our cookie, or `undefined` when it is
 * fine as it is. Where the handler said nothing: `no-store`. Where it lets a shared cache keep the
 * response, it is made `private`: the next user of that cache would get this user's session.
 */
export function privateCacheControl(current: string | undefined): string | undefined {
  if (current === undefined) return DEFAULT_CACHE_CONTROL;
  const directives = (splitUnquoted(current, ',') ?? []).filter((directive) => directive !== '');
  if (directives.length === 0) return DEFAULT_CACHE_CONTROL;
  if (directives.some(forbidsSharedCaches)) return undefined;
  return ['private', ...directives.filter((directive) => !isForSharedCaches(directive))].join(', ');
}

/** Whether `Cache-Control` asks shared caches, in so many words, to keep a response. */
export function invitesSharedCaches(cacheControl: string): boolean {
  const directives = splitUnquoted(cacheControl, ',') ?? [];
  return directives.some(isForSharedCaches) && !directives.some(forbidsSharedCaches);
}

/** `private="field"` does not count: it lets shared caches keep the rest. */
function forbidsSharedCaches(directive: string): boolean {
  const name = directive.toLowerCase();
  return name === 'private' || name === 'no-store';
}

function isForSharedCaches(directive: string): boolean {
  const name = directive.toLowerCase();
  return name === 'public' || name.startsWith('s-maxage=') || name === 's-maxage';
}

/** `Vary` with one more field name, unless it is there already or `*` says it all. */
export function varyWith(current: string | undefined, field: string): string {
  if (current === undefined || current === '') return field;
  const fields = splitUnquoted(current.toLowerCase(), ',') ?? [];
  const covered = fields.includes('*') || fields.includes(field.toLowerCase());
  return covered ? current : `${current}, ${field}`;
}
