import type { Bytes, SessionRecord } from 'httpsession';

/** What a writer tells its parent. */
export type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'counted'; readonly done: number }
  | { readonly kind: 'made' | 'deleted'; readonly key: string }
  | { readonly kind: 'renamed'; readonly key: string; readonly next: string };

/** The sessions that all writers change. */
export const sharedKeys: readonly string[] = ['shared 1', 'shared 2', 'shared 3', 'shared 4'];

/** The session that one writer has for itself. */
export function keyOf(number: number): string {
  return `own ${number}`;
}

/** Small and large, so that a session takes several entries and pages. */
const sizes: Readonly<Record<string, number>> = {
  small: 0,
  middle: 400,
  large: 3000,
  huge: 20_000,
};

/** Attributes that all carry one mark: a session with two marks in it is a mix of two versions. */
export function stamp(mark: string): Map<string, Bytes> {
  const encode = (size: number): Bytes => new TextEncoder().encode(`${mark}|${'.'.repeat(size)}`);
  return new Map(Object.entries(sizes).map(([name, size]) => [name, encode(size)]));
}

/** The one mark of a session. Throws when it is not whole. */
export function markOf({ attributes }: SessionRecord): string {
  const marks = Object.entries(sizes).map(([name, size]) => {
    const [mark = '', filling = ''] = textOf(attributes.get(name)).split('|');
    if (filling !== '.'.repeat(size)) throw new Error(`${name} is not whole`);
    return mark;
  });
  const [first = ''] = marks;
  if (marks.some((mark) => mark !== first)) throw new Error(`A mix of ${marks.join(', ')}`);
  return first;
}

export function textOf(bytes: Bytes | undefined): string {
  return new TextDecoder().decode(bytes);
}
