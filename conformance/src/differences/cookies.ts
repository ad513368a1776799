import type { Variant } from '../script.ts';

/** The Set-Cookie line that clears our cookie, in the canonical form of transcripts. */
export function expiredCookie(variant: Variant): string {
  const attributes = [
    'expires=past',
    'max-age=0',
    'httponly',
    `path=${variant.contextPath === '' ? '/' : variant.contextPath}`,
    ...(variant.secure === true ? ['secure'] : []),
    ...(variant.sameSite === undefined ? [] : [`samesite=${variant.sameSite}`]),
  ];
  return [`${variant.cookieName}=`, ...attributes.sort()].join('; ');
}
