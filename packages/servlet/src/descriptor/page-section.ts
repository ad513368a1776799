import { integerOf, pairsOf, requiredTextOf, shown, textOf, textsOf } from './element-values.ts';
import type { ErrorPageDescriptor } from './web-descriptor.ts';
import { childrenOf, errorAt, sourceOf, type XmlElement } from './xml-element.ts';

/** The `<error-page>` elements. */
export function errorPagesOf(root: XmlElement): readonly ErrorPageDescriptor[] {
  return childrenOf(root, 'error-page').map((element) => {
    const location = requiredTextOf(element, 'location');
    if (!location.startsWith('/')) {
      throw errorAt(element, `leads to ${shown(location)}; a location begins with a slash`);
    }
    const statusCode = integerOf(element, 'error-code');
    const exceptionType = textOf(element, 'exception-type');
    if (statusCode !== undefined && exceptionType !== undefined) {
      throw errorAt(element, 'has both an <error-code> and an <exception-type>');
    }
    return { statusCode, exceptionType, location, source: sourceOf(element) };
  });
}

/** The `<welcome-file>` elements of all lists, each once. */
export function welcomeFilesOf(root: XmlElement): readonly string[] {
  const lists = childrenOf(root, 'welcome-file-list');
  return [...new Set(lists.flatMap((list) => textsOf(list, 'welcome-file')))];
}

/** The `<mime-mapping>` elements. */
export function mimeMappingsOf(root: XmlElement): ReadonlyMap<string, string> {
  return pairsOf(childrenOf(root, 'mime-mapping'), 'extension', 'mime-type');
}

/** The `<locale-encoding-mapping>` elements of all lists. */
export function localeEncodingsOf(root: XmlElement): ReadonlyMap<string, string> {
  const lists = childrenOf(root, 'locale-encoding-mapping-list');
  const mappings = lists.flatMap((list) => childrenOf(list, 'locale-encoding-mapping'));
  return pairsOf(mappings, 'locale', 'encoding');
}
