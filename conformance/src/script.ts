/** One thing that the scripted servlet does: its name and its arguments, see `operations.ts`. */
export type Operation = readonly [name: string, ...fields: string[]];

/** How a client keeps the id of its session from one request to the next. */
export interface Client {
  /** `both` sends the cookie and the path parameter, `nothing` neither. */
  readonly carries: 'cookie' | 'url' | 'both' | 'nothing';
  /** Keeps a cookie that the server wants deleted, as a tab that was open already would. */
  readonly keepsDeleted?: boolean;
  /** The client whose memory this one uses: two windows of a browser, or a thief. */
  readonly sharesWith?: number;
}

/**
 * One request. Ids are written as `{0}` for the first one that the script saw, `{1}` for the second;
 * `{host}` is the server and `{param}` the name of the path parameter.
 */
export interface Step {
  /** Index into the clients of the script. */
  readonly client: number;
  /** Behind the context path; `/page` when absent. */
  readonly path?: string;
  /** Values of the session cookie to send, instead of what the client remembers. */
  readonly cookies?: readonly string[];
  /** Value of the path parameter to send, instead of what the client remembers. */
  readonly urlId?: string;
  readonly operations: readonly Operation[];
  /** Milliseconds to wait before it is sent; 0 when absent. */
  readonly pause?: number;
  /** A request that is sent while this one runs, so many milliseconds after it. */
  readonly meanwhile?: { readonly after: number; readonly step: Step };
}

/** The configurations that scripts run under: one context on Tomcat, one server of ours each. */
export interface Variant {
  readonly name: 'root' | 'shop' | 'cookie' | 'url';
  readonly contextPath: string;
  readonly modes: readonly ('COOKIE' | 'URL')[];
  readonly cookieName: string;
  /** Seconds, or -1 for a cookie of the browser session. */
  readonly maxAge: number;
  readonly sameSite?: 'Strict';
  readonly secure?: boolean;
}

/** Several clients that talk to one application, one request after the other. */
export interface Script {
  readonly variant: Variant['name'];
  readonly clients: readonly Client[];
  readonly steps: readonly Step[];
}

const JSESSIONID = { cookieName: 'JSESSIONID', maxAge: -1 };

/** Every configuration that is compared. */
export const variants: Readonly<Record<Variant['name'], Variant>> = {
  root: { name: 'root', contextPath: '', modes: ['COOKIE', 'URL'], ...JSESSIONID },
  shop: {
    name: 'shop',
    contextPath: '/shop',
    modes: ['COOKIE', 'URL'],
    cookieName: 'SID',
    maxAge: 1800,
    sameSite: 'Strict',
    secure: true,
  },
  cookie: { name: 'cookie', contextPath: '/cookie', modes: ['COOKIE'], ...JSESSIONID },
  url: { name: 'url', contextPath: '/url', modes: ['URL'], ...JSESSIONID },
};

/** The name of the path parameter: that of the cookie, in lower case if nobody chose it (SES-095). */
export function parameterName(variant: Variant): string {
  return variant.cookieName === JSESSIONID.cookieName ? 'jsessionid' : variant.cookieName;
}
