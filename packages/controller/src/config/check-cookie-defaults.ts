import type { CookieDefaults } from '../common/cookie-defaults.ts';
import { ConfigError } from '../common/errors.ts';

const NAMES: ReadonlySet<string> = new Set(['path', 'domain', 'httpOnly', 'secure', 'sameSite']);

const SAME_SITE: readonly unknown[] = [undefined, 'Strict', 'Lax', 'None'];

/** @throws ConfigError for names and values that are none, and for what browsers refuse */
export function checkCookieDefaults(defaults: CookieDefaults): void {
  for (const name of Object.keys(defaults)) {
    if (!NAMES.has(name)) {
      throw new ConfigError(`Cookie defaults have no ${name}; there are ${[...NAMES].join(', ')}`);
    }
  }
  const { path, sameSite, secure } = defaults;
  if (path !== undefined && !path.startsWith('/')) {
    throw new ConfigError('The default path of cookies must begin with a slash');
  }
  if (!SAME_SITE.includes(sameSite)) {
    throw new ConfigError('The default sameSite of cookies is Strict, Lax or None');
  }
  if (sameSite === 'None' && secure !== true) {
    throw new ConfigError(
      'Cookies with sameSite None must be secure as well: browsers drop them otherwise',
    );
  }
}
