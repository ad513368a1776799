import { type HttpServletRequest, HttpServletResponse } from '../../api/index.ts';

/** What a client sends for BASIC. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
}

const SCHEME = 'basic ';

/** What the `Authorization` of a request says; undefined: nothing, or nothing that BASIC knows. */
export function readCredentials(request: HttpServletRequest): Credentials | undefined {
  const header = request.getHeader('Authorization');
  if (header?.toLowerCase().startsWith(SCHEME) !== true) return undefined;
  const text = Buffer.from(header.slice(SCHEME.length).trim(), 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  return { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Has the browser ask its user. */
export function challenge(response: HttpServletResponse, realmName: string): void {
  const quoted = realmName.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  response.setHeader('WWW-Authenticate', `Basic realm="${quoted}", charset="UTF-8"`);
  response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
}
