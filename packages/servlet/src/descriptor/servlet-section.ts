import {
  booleanOf,
  integerOf,
  longOf,
  pairsOf,
  requiredTextOf,
  shown,
  textOf,
  textsOf,
} from './element-values.ts';
import type {
  MultipartDescriptor,
  ServletDescriptor,
  ServletMappingDescriptor,
} from './web-descriptor.ts';
import { childOf, childrenOf, errorAt, sourceOf, type XmlElement } from './xml-element.ts';

/** The `<servlet>` elements. */
export function servletsOf(root: XmlElement): readonly ServletDescriptor[] {
  return uniqueByName(childrenOf(root, 'servlet'), 'servlet-name', servletOf);
}

/**
 * The `<servlet-mapping>` elements.
 * @throws DescriptorError also where one pattern leads to two servlets
 */
export function servletMappingsOf(root: XmlElement): readonly ServletMappingDescriptor[] {
  const targets = new Map<string, string>();
  return childrenOf(root, 'servlet-mapping').map((element) => {
    const servletName = requiredTextOf(element, 'servlet-name');
    const urlPatterns = textsOf(element, 'url-pattern');
    if (urlPatterns.length === 0) throw errorAt(element, 'has no <url-pattern>');
    for (const pattern of urlPatterns) {
      const other = targets.get(pattern) ?? servletName;
      targets.set(pattern, servletName);
      if (other === servletName) continue;
      const both = `the servlets ${shown(other)} and ${shown(servletName)}`;
      throw errorAt(element, `maps ${shown(pattern)} to both ${both}`);
    }
    return { servletName, urlPatterns, source: sourceOf(element) };
  });
}

/** Reads elements of which no two may have the same name. */
export function uniqueByName<T extends { readonly name: string }>(
  elements: readonly XmlElement[],
  nameElement: string,
  read: (element: XmlElement, name: string) => T,
): readonly T[] {
  const names = new Set<string>();
  return elements.map((element) => {
    const name = requiredTextOf(element, nameElement);
    if (names.has(name)) throw errorAt(element, `is the second one named ${shown(name)}`);
    names.add(name);
    return read(element, name);
  });
}

function servletOf(element: XmlElement, name: string): ServletDescriptor {
  const runAs = childOf(element, 'run-as');
  return {
    name,
    className: textOf(element, 'servlet-class'),
    jspFile: textOf(element, 'jsp-file'),
    initParams: pairsOf(childrenOf(element, 'init-param'), 'param-name', 'param-value'),
    loadOnStartup: integerOf(element, 'load-on-startup'),
    asyncSupported: booleanOf(element, 'async-supported'),
    enabled: booleanOf(element, 'enabled'),
    multipart: multipartOf(childOf(element, 'multipart-config')),
    runAs: runAs === undefined ? undefined : requiredTextOf(runAs, 'role-name'),
    roleLinks: roleLinksOf(childrenOf(element, 'security-role-ref')),
    source: sourceOf(element),
  };
}

function multipartOf(element: XmlElement | undefined): MultipartDescriptor | undefined {
  if (element === undefined) return undefined;
  return {
    location: textOf(element, 'location') ?? '',
    maxFileSize: longOf(element, 'max-file-size') ?? -1,
    maxRequestSize: longOf(element, 'max-request-size') ?? -1,
    fileSizeThreshold: integerOf(element, 'file-size-threshold') ?? 0,
  };
}

/** A reference without a link stands for the role of the same name. */
function roleLinksOf(references: readonly XmlElement[]): ReadonlyMap<string, string> {
  return new Map(
    references.map((reference) => {
      const name = requiredTextOf(reference, 'role-name');
      return [name, textOf(reference, 'role-link') ?? name];
    }),
  );
}
