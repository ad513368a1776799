const ALPHANUMERICS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const TOKEN = new Uint8Array(128);
for (const char of `${ALPHANUMERICS}!#$%&'*+-.^_\`|~`) TOKEN[char.charCodeAt(0)] = 1;

/** Whether a text is a token (RFC 9110, 5.6.2), as names of header fields and cookies are. */
export function isToken(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (TOKEN[text.charCodeAt(i)] !== 1) return false;
  }
  return text.length > 0;
}
