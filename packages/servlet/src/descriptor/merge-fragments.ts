import { type Said, mergeLists, mergeMaps, mergeSingle } from './merge-values.ts';
import { mergeFilters, mergeServlets } from './merge-components.ts';
import { mergeSession } from './merge-session.ts';
import { orderFragments } from './order-fragments.ts';
import type { ErrorPageDescriptor, FragmentDescriptor, WebDescriptor } from './web-descriptor.ts';

/**
 * A `web.xml` with the fragments of an application's libraries (Servlet 6.1, 8.2.3): lists are added
 * up in the order of the fragments, and of a single setting `web.xml` has the last word.
 * With `metadata-complete` fragments are left out.
 * @throws DescriptorError where two fragments differ on a setting that `web.xml` leaves open
 */
export function mergeFragments(
  web: WebDescriptor,
  fragments: readonly FragmentDescriptor[],
): WebDescriptor {
  if (web.metadataComplete || fragments.length === 0) return web;
  const ordered = orderFragments(web, fragments);
  const all = [web, ...ordered];
  const said = <T>(read: (fragment: WebDescriptor) => T | undefined): readonly Said<T>[] =>
    ordered.map((fragment) => ({ file: fragment.file, value: read(fragment) }));
  const single = <T>(setting: string, read: (one: WebDescriptor) => T | undefined) =>
    mergeSingle(setting, read(web), said(read));
  const byName = <T>(kind: string, read: (one: WebDescriptor) => ReadonlyMap<string, T>) =>
    mergeMaps(kind, read(web), said(read));
  return {
    ...web,
    displayName: single('display-name', ({ displayName }) => displayName),
    distributable: all.every(({ distributable }) => distributable),
    contextParams: byName('context-param', ({ contextParams }) => contextParams),
    listeners: mergeLists(all.map(({ listeners }) => listeners)),
    ...mergeFilters(web, ordered),
    ...mergeServlets(web, ordered),
    session: mergeSession(web, ordered),
    errorPages: mergeErrorPages(web, ordered),
    welcomeFiles: mergeLists(all.map(({ welcomeFiles }) => welcomeFiles)),
    mimeMappings: byName('mime-mapping', ({ mimeMappings }) => mimeMappings),
    localeEncodings: byName('locale-encoding-mapping', ({ localeEncodings }) => localeEncodings),
    securityConstraints: all.flatMap(({ securityConstraints }) => securityConstraints),
    loginConfig: single('login-config', ({ loginConfig }) => loginConfig),
    securityRoles: mergeLists(all.map(({ securityRoles }) => securityRoles)),
  };
}

function mergeErrorPages(
  web: WebDescriptor,
  fragments: readonly FragmentDescriptor[],
): readonly ErrorPageDescriptor[] {
  const locations = mergeMaps(
    'error-page',
    locationsOf(web),
    fragments.map((fragment) => ({ file: fragment.file, value: locationsOf(fragment) })),
  );
  const pages = [web, ...fragments].flatMap(({ errorPages }) => errorPages);
  return [...locations].flatMap(
    ([key, location]) =>
      pages.find((page) => keyOf(page) === key && page.location === location) ?? [],
  );
}

function locationsOf(descriptor: WebDescriptor): ReadonlyMap<string, string> {
  return new Map(descriptor.errorPages.map((page) => [keyOf(page), page.location]));
}

function keyOf(page: ErrorPageDescriptor): string {
  return page.exceptionType ?? String(page.statusCode ?? 'default');
}
