import { IllegalArgumentException } from '../common/errors.ts';
import { isToken, trimmedSlice } from '../common/http-text.ts';
import { checkCookieValue } from './cookie-text.ts';

/** A header field to set on the response: its name and its value. */
export type HeaderLine = readonly [name: string, value: string];

/** A way for ids to travel, beside cookies and URLs. Works on header fields and keeps no state. */
export interface SessionTracker {
  /** Names the way in reports. */
  readonly name: string;
  /** What the client sent, or `undefined`. `header` takes names in lower case. */
  find(header: (name: string) => string | undefined): string | undefined;
  /** The header fields that give the client its id. */
  issue(value: string): readonly HeaderLine[];
  /** The header fields that take it away. */
  expire(): readonly HeaderLine[];
  /** The request header field that answers depend on, for `Vary`. */
  readonly vary: string;
}

/**
 * Keeps the id in a header field of requests and responses, as clients of an API like it:
 * `headerTracker('X-Session-Id')`. An empty field tells the client to forget its id.
 * @throws IllegalArgumentException when that is no name of a header field
 */
export function headerTracker(headerName: string): SessionTracker {
  if (typeof headerName !== 'string' || !isToken(headerName)) {
    throw new IllegalArgumentException('headerTracker() wants the name of a header field');
  }
  const key = headerName.toLowerCase();
  return {
    name: headerName,
    vary: headerName,
    find(header) {
      const field = header(key);
      const value = field === undefined ? '' : trimmedSlice(field, 0, field.length);
      return value === '' ? undefined : value;
    },
    issue: (value) => [[headerName, checkCookieValue(value)]],
    expire: () => [[headerName, '']],
  };
}
