const PRIVATE: readonly string[] = ['web-inf', 'meta-inf'];

/**
 * Whether a decoded path leads into `WEB-INF` or `META-INF`, also under the names that some file systems take
 * for the same: in any case, with dots or spaces behind, or with a stream.
 */
export function isPrivate(path: string): boolean {
  const first = path.split('/').find((segment) => segment !== '');
  return first !== undefined && PRIVATE.includes(plainName(first));
}

/** Whether a segment of a decoded path begins with a dot; `/.well-known` is meant to be seen (RFC 8615). */
export function isHidden(path: string): boolean {
  const segments = path.split('/').filter((segment) => segment !== '');
  return segments.some(
    (segment, at) => segment.startsWith('.') && !(at === 0 && segment === '.well-known'),
  );
}

function plainName(segment: string): string {
  const colon = segment.indexOf(':');
  let name = colon < 0 ? segment : segment.slice(0, colon);
  while (name.endsWith('.') || name.endsWith(' ')) name = name.slice(0, -1);
  return name.toLowerCase();
}
