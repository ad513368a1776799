import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { IllegalArgumentException } from 'httpsession';
import { parseTarget } from './request-target.ts';

/** What a URL is made of (RFC 3986, 2.2 and 2.3), with the sign of what is encoded already. */
const PLAIN = plainCharacters();

/**
 * A location as the head can carry it: what no URL may contain is encoded as UTF-8, everything else stays. A
 * relative location stays relative.
 * @throws IllegalArgumentException for control characters: a line break would begin another header field
 */
export function encodeLocation(location: string): string {
  let encoded = '';
  let start = 0;
  for (let at = 0; at < location.length; at++) {
    const code = location.charCodeAt(at);
    if (PLAIN[code] === 1) continue;
    if (code < 0x20 || code === 0x7f) throw controlCharacter();
    const end = at + ((location.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
    encoded += location.slice(start, at) + percentEncode(location.slice(at, end));
    start = end;
    at = end - 1;
  }
  return start === 0 ? location : encoded + location.slice(start);
}

/**
 * A location for clients that know no relative ones (HTTP/1.0), by the rules for links in a page. What cannot
 * be resolved stays as it is, such as all where the client named no host: nobody knows its name for this server.
 */
export function absoluteLocation(
  location: string,
  { url = '/', headers }: IncomingMessage,
  scheme: 'http' | 'https',
): string {
  const target = parseTarget(url);
  if ('reason' in target) return location;
  const host = target.authority ?? headers.host ?? '';
  if (host === '') return location;
  const query = target.queryString === null ? '' : `?${target.queryString}`;
  const base = `${scheme}://${host}${target.requestURI}${query}`;
  return URL.canParse(location, base) ? new URL(location, base).href : location;
}

function percentEncode(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

function controlCharacter(): IllegalArgumentException {
  return new IllegalArgumentException(
    'The location of a redirect has a line break or another control character; encode what comes from ' +
      'clients with encodeURIComponent before it becomes part of a URL',
  );
}

function plainCharacters(): Uint8Array {
  const set = new Uint8Array(128);
  const characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%";
  for (let at = 0; at < characters.length; at++) set[characters.charCodeAt(at)] = 1;
  return set;
}
