import type { HttpServletRequest } from '@httpsession/servlet';

import { isReservedAttribute } from '../common/reserved-attributes.ts';

/** The resources of internationalisation: for views, not for JSON. */
export const RESOURCES = '_res';

/** The request attributes of the application by name: what views and `renderJson()` see. */
export function modelOf(request: HttpServletRequest): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const name of request.getAttributeNames()) {
    if (isReservedAttribute(name)) continue;
    entries.push([name, request.getAttribute(name)]);
  }
  // Defines properties, so that one called `__proto__` is harmless.
  return Object.fromEntries(entries);
}
