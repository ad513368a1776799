import { ConfigError } from '../common/errors.ts';

/** A path with the leading slash that may have been left out. */
export function withLeadingSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

/** The path of views: a slash at both ends. */
export function viewPathOf(base: string, path: string): string {
  const joined = `${withLeadingSlash(base)}/${path}/`;
  return joined
    .split('/')
    .filter((segment) => segment !== '')
    .reduce((all, segment) => `${all}${segment}/`, '/');
}

/**
 * The path of a controller as it is used.
 *
 * @throws ConfigError for one that can never be reached
 */
export function controllerPath(path: string, className: string): string {
  const slashed = withLeadingSlash(path.trim());
  const problem = problemOf(path.trim(), slashed);
  if (problem !== undefined)
    throw new ConfigError(`The path ${JSON.stringify(path)} of ${className} ${problem}`);
  return slashed;
}

/** What is wrong with a path, or `undefined`. */
export function problemOf(given: string, slashed: string): string | undefined {
  if (given === '') return 'is blank';
  if (slashed.length > 1 && slashed.endsWith('/')) return 'ends with a slash; leave it out';
  if (slashed.includes('//')) return 'has an empty segment';
  if (slashed.includes('.')) return 'contains a dot; such paths belong to static resources';
  if ([';', '?', '#'].some((character) => slashed.includes(character))) {
    return 'contains ; ? or #, which no path of a request does';
  }
  return undefined;
}
