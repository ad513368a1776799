/** A URL parameter without parts. */
const NONE: readonly (string | null)[] = [];

/**
 * Splits the part of the URL behind the action at the separator, as Java's `split` does: empty parts
 * at the end are dropped, others stay and read as `null`. Each part is percent-decoded after the
 * split, so that an encoded separator belongs to its part. JFinal does not decode.
 */
export function splitUrlPara(
  urlPara: string | null,
  separator: string,
): readonly (string | null)[] {
  if (urlPara === null || urlPara.length === 0) return NONE;
  const parts = urlPara.split(separator);
  while (parts.length > 0 && parts.at(-1) === '') parts.pop();
  return parts.map((part) => (part === '' ? null : decode(part)));
}

/** The whole URL parameter, decoded; an empty one is `null`. */
export function wholeUrlPara(urlPara: string | null): string | null {
  return urlPara === null || urlPara.length === 0 ? null : decode(urlPara);
}

function decode(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    // Bytes that are no UTF-8: the text as it came is the best there is.
    return part;
  }
}
