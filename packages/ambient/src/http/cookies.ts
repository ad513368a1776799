import { Cookie } from '@httpsession/servlet';

/** A cookie as plain data. */
export interface CookieData {
  readonly name: string;
  readonly value: string;
  /** Such as `{ Path: '/', SameSite: 'Lax' }`; true stands for a bare name, false leaves it out. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** A cookie of a request. Browsers send no attributes. */
export function toData(cookie: Cookie): CookieData {
  return {
    name: cookie.getName(),
    value: cookie.getValue(),
    attributes: Object.fromEntries(cookie.getAttributes()),
  };
}

/** A cookie for a response: Secure, unless its attributes say otherwise. */
export function toCookie({ name, value, attributes }: CookieData): Cookie {
  const cookie = new Cookie(name, value);
  cookie.setSecure(true);
  for (const [attribute, setting] of Object.entries(attributes ?? {})) {
    cookie.setAttribute(attribute, attributeText(setting));
  }
  return cookie;
}

function attributeText(setting: string | number | boolean): string | null {
  if (typeof setting !== 'boolean') return String(setting);
  return setting ? '' : null;
}
