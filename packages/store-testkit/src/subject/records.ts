import { createHash } from 'node:crypto';
import type { Bytes } from 'httpsession';

/** A key as managers make them, 64 lower-case hexadecimal digits; the same for the same label. */
export function keyOf(label: string): string {
  return createHash('sha256').update(label).digest('hex');
}

/** A uid as managers make them, 22 letters and digits of base64url; the same for the same label. */
export function uidOf(label: string): string {
  return createHash('sha256').update(`uid of ${label}`).digest('base64url').slice(0, 22);
}

/** The encoded form of a text, where any bytes will do. */
export function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** The text in bytes that `bytesOf` made. */
export function textOf(bytes: Bytes | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** Attributes with texts for values. */
export function attributesOf(texts: Readonly<Record<string, string>>): Map<string, Bytes> {
  return new Map(Object.entries(texts).map(([name, text]) => [name, bytesOf(text)]));
}

/** The numbers from 0 on, so many. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
