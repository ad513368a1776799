/** What cookies are that do not say it themselves; see `setCookieDefaults`. */
export interface CookieDefaults {
  /** Default `/`. */
  readonly path?: string | undefined;
  /** Default: the host of the request only. */
  readonly domain?: string | undefined;
  /** Whether scripts in the page are kept from it; default `false`, as in JFinal. */
  readonly httpOnly?: boolean | undefined;
  /** Whether it is sent by HTTPS only; default `false`. */
  readonly secure?: boolean | undefined;
  /** Which requests from other sites bring it; default: not said, which browsers take for `Lax`. */
  readonly sameSite?: 'Strict' | 'Lax' | 'None' | undefined;
}
