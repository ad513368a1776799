import { BadRequestError } from './bad-request.ts';

/** Name and port of the server as the client wrote them. */
export interface ServerAddress {
  /** An IPv6 address keeps its brackets, as in Tomcat. */
  readonly name: string;
  /** -1 when none was written. */
  readonly port: number;
}

const MAPPED = '::ffff:';

/** An address as Java gives it: an IPv4 address that came through an IPv6 socket is written as what it is. */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return '';
  return address.startsWith(MAPPED) && address.includes('.')
    ? address.slice(MAPPED.length)
    : address;
}

/**
 * Reads `Host` or the authority of an absolute target.
 * @throws BadRequestError for what is neither a name nor an address, or has a port that is none
 */
export function parseServerAddress(host: string): ServerAddress {
  const close = host.startsWith('[') ? host.indexOf(']') : -1;
  const colon = host.indexOf(':', Math.max(close, 0));
  const name = colon < 0 ? host : host.slice(0, colon);
  const port = colon < 0 ? '' : host.slice(colon + 1);
  if (!isName(name, close) || !isPort(port)) {
    throw new BadRequestError(400, 'The Host header field is malformed');
  }
  return { name, port: port === '' ? -1 : Number(port) };
}

function isName(name: string, close: number): boolean {
  if (name.startsWith('[')) {
    if (close !== name.length - 1) return false;
    return consistsOf(name.slice(1, -1), isAddressCharacter);
  }
  return consistsOf(name, isNameCharacter);
}

function isPort(port: string): boolean {
  return port === '' || (port.length <= 5 && consistsOf(port, isDigit) && Number(port) <= 65_535);
}

function consistsOf(text: string, isAllowed: (code: number) => boolean): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (!isAllowed(text.charCodeAt(at))) return false;
  }
  return text !== '';
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** Letters, digits, `-`, `.` and the underscore that some internal names have. */
function isNameCharacter(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 0x2d || code === 0x2e || code === 0x5f;
}

/** Hexadecimal digits, colons, and the dots of an embedded IPv4 address. */
function isAddressCharacter(code: number): boolean {
  const lower = code | 0x20;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x66) || code === 0x3a || code === 0x2e;
}
