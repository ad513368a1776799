/** Where a client may write without end: what comes behind so many languages is not looked at. */
const MAX_LANGUAGES = 50;

/** Asking for it is slow. */
let ofProcess: string | undefined;

interface Preference {
  readonly tag: string;
  readonly quality: number;
}

/**
 * The languages of an `Accept-Language` field as BCP 47 tags in their canonical form, the most wanted first
 * and equals in the client's order; that of this process when there are none. What is malformed, refused with
 * `q=0`, or a wildcard is left out.
 */
export function parseLocales(header: string | undefined): readonly string[] {
  if (header === undefined || header === '') return [defaultLocale()];
  const wanted: Preference[] = [];
  for (const item of header.split(',', MAX_LANGUAGES)) {
    const preference = parsePreference(item);
    if (preference !== undefined) wanted.push(preference);
  }
  if (wanted.length === 0) return [defaultLocale()];
  // The sort is stable.
  return wanted.sort((a, b) => b.quality - a.quality).map(({ tag }) => tag);
}

/** The language of this process, as Java's default locale. */
export function defaultLocale(): string {
  ofProcess ??= Intl.DateTimeFormat().resolvedOptions().locale;
  return ofProcess;
}

function parsePreference(item: string): Preference | undefined {
  const semicolon = item.indexOf(';');
  const range = (semicolon < 0 ? item : item.slice(0, semicolon)).trim();
  const quality = semicolon < 0 ? 1 : parseQuality(item.slice(semicolon + 1).trim());
  if (range === '' || range === '*' || quality === undefined || quality <= 0) return undefined;
  try {
    const tag = Intl.getCanonicalLocales(range)[0];
    return tag === undefined ? undefined : { tag, quality };
  } catch {
    return undefined;
  }
}

/** `q=0.8`: from 0 to 1 with three decimals at most (RFC 9110, 12.4.2). */
function parseQuality(parameter: string): number | undefined {
  const equals = parameter.indexOf('=');
  if (parameter.slice(0, Math.max(equals, 0)).trim().toLowerCase() !== 'q') return undefined;
  const text = parameter.slice(equals + 1).trim();
  const decimals = text.startsWith('0.') || text.startsWith('1.') ? text.slice(2) : '';
  const isWhole = text === '0' || text === '1' || text === '0.' || text === '1.';
  if (!isWhole && (decimals.length === 0 || decimals.length > 3 || !isDigits(decimals))) {
    return undefined;
  }
  return Number(text) <= 1 ? Number(text) : undefined;
}

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}
