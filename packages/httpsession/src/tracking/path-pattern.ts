import { charSet, ALPHANUMERICS, DIGITS, isMadeOf, without } from '../common/char-set.ts';
import { pathEnd, pathStart } from './url-path.ts';

/** What words in a path are made of. A digit makes a segment look like the name of one thing. */
const WORD = without(charSet(`${ALPHANUMERICS}-_.`), DIGITS);
const MAX_WORD = 24;
const MAX_SEGMENTS = 8;

/**
 * The path of a URL for a log: segments that may name a person, a thing or a session become `:id`, the
 * query and what is behind eight segments is left out. Printable whatever the client sent.
 */
export function pathPattern(url: string): string {
  const path = url.slice(pathStart(url), pathEnd(url));
  const segments = path.split('/', MAX_SEGMENTS + 2);
  const shown = segments
    .slice(0, MAX_SEGMENTS + 1)
    .map(masked)
    .join('/');
  return segments.length > MAX_SEGMENTS + 1 ? `${shown}/...` : shown;
}

function masked(segment: string): string {
  const isWord = segment === '' || (segment.length <= MAX_WORD && isMadeOf(segment, WORD));
  return isWord ? segment : ':id';
}
