import type { IncomingMessage } from 'node:http';
import { NumberFormatException } from 'httpsession';

/**
 * The first field of a name, whatever its case; null when there is none. Node joins fields of one name with
 * commas: only where there is a comma the raw fields are looked at.
 */
export function firstField(node: IncomingMessage, name: string): string | null {
  const key = name.toLowerCase();
  const value = Object.hasOwn(node.headers, key) ? node.headers[key] : undefined;
  if (value === undefined) return null;
  if (typeof value === 'string' && !value.includes(',') && key !== 'cookie') return value;
  return allFields(node, key)[0] ?? null;
}

/** All fields of a name, in their order. */
export function allFields(node: IncomingMessage, name: string): string[] {
  const key = name.toLowerCase();
  const { rawHeaders } = node;
  const values: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === key) values.push(rawHeaders[at + 1] ?? '');
  }
  return values;
}

/** The names of the fields as they were first written, each once. */
export function fieldNames(node: IncomingMessage): Iterable<string> {
  const names = new Map<string, string>();
  const { rawHeaders } = node;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const key = name.toLowerCase();
    if (!names.has(key)) names.set(key, name);
  }
  return names.values();
}

/** @throws NumberFormatException for what is no whole number of 32 bits */
export function parseIntField(name: string, value: string): number {
  const digits = value.startsWith('-') || value.startsWith('+') ? value.slice(1) : value;
  const number = Number(value);
  if (!isDigits(digits) || number > 0x7fffffff || number < -0x80000000) {
    throw new NumberFormatException(`The header field ${name} is not a whole number of 32 bits`);
  }
  return number;
}

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text !== '';
}
