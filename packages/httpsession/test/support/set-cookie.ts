/** A Set-Cookie field taken apart, as a browser would. */
export interface ParsedSetCookie {
  readonly name: string;
  readonly value: string;
  /** Names in lower case; `true` for one that was written without an equals sign. */
  readonly attributes: ReadonlyMap<string, string | true>;
  /** The whole field, as sent. */
  readonly raw: string;
}

export function parseSetCookie(raw: string): ParsedSetCookie {
  const [pair = '', ...rest] = raw.split(';').map((part) => part.trim());
  const [name, value] = splitOnce(pair);
  const attributes = new Map(
    rest.map((part) => {
      const [key, text] = splitOnce(part);
      return [key.toLowerCase(), part.includes('=') ? text : true] as const;
    }),
  );
  return { name, value, attributes, raw };
}

/** Whether the field tells the client to forget the cookie. */
export function isExpired(cookie: ParsedSetCookie): boolean {
  const maxAge = cookie.attributes.get('max-age');
  if (typeof maxAge === 'string') return Number(maxAge) <= 0;
  const expires = cookie.attributes.get('expires');
  return typeof expires === 'string' && Date.parse(expires) <= Date.UTC(2000, 0, 1);
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
