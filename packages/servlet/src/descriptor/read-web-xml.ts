import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DescriptorError } from './descriptor-error.ts';
import { booleanOf, pairsOf, requiredTextOf, textOf } from './element-values.ts';
import { filterMappingsOf, filtersOf } from './filter-section.ts';
import { errorPagesOf, localeEncodingsOf, mimeMappingsOf, welcomeFilesOf } from './page-section.ts';
import { parseXml } from './parse-xml.ts';
import { loginConfigOf, securityConstraintsOf, securityRolesOf } from './security-section.ts';
import { servletMappingsOf, servletsOf } from './servlet-section.ts';
import { sessionConfigOf } from './session-config.ts';
import type { WebDescriptor } from './web-descriptor.ts';
import { namesIn } from './fragment-names.ts';
import { childOf, childrenOf, errorAt, hasChild, type XmlElement } from './xml-element.ts';
import { xmlText } from './xml-text.ts';

/**
 * Reads a `web.xml` of any version, or a `resin-web.xml`. Elements that are unknown are passed over, as
 * containers do.
 * @throws DescriptorError with file, line and element, for what cannot be read or is wrong
 */
export function readWebXml(path: string | URL): WebDescriptor {
  const file = typeof path === 'string' ? path : fileURLToPath(path);
  return parseWebXml(textOfFile(file), file);
}

/** As `readWebXml`, of a text; `file` is for messages. */
export function parseWebXml(text: string, file = 'web.xml'): WebDescriptor {
  return descriptorOf(rootOf(text, file, 'web-app'));
}

/** The text of a descriptor's file. */
export function textOfFile(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DescriptorError({ file }, `cannot be read: ${why}`, { cause });
  }
  return xmlText(bytes, file);
}

/** The root of a document, which must have this name. */
export function rootOf(text: string, file: string, name: string): XmlElement {
  const root = parseXml(text, file);
  if (root.name !== name) throw errorAt(root, `is not what this file begins with: <${name}>`);
  return root;
}

/** What the children of a `<web-app>` or a `<web-fragment>` say. */
export function descriptorOf(root: XmlElement): WebDescriptor {
  const order = childOf(root, 'absolute-ordering');
  return {
    file: root.file,
    metadataComplete: booleanOf(root, 'metadata-complete') ?? false,
    displayName: displayNameOf(root),
    distributable: hasChild(root, 'distributable'),
    contextParams: pairsOf(childrenOf(root, 'context-param'), 'param-name', 'param-value'),
    listeners: listenersOf(root),
    filters: filtersOf(root),
    filterMappings: filterMappingsOf(root),
    servlets: servletsOf(root),
    servletMappings: servletMappingsOf(root),
    session: sessionConfigOf(root),
    errorPages: errorPagesOf(root),
    welcomeFiles: welcomeFilesOf(root),
    mimeMappings: mimeMappingsOf(root),
    localeEncodings: localeEncodingsOf(root),
    requestCharacterEncoding: textOf(root, 'request-character-encoding'),
    responseCharacterEncoding: textOf(root, 'response-character-encoding'),
    defaultContextPath: textOf(root, 'default-context-path'),
    securityConstraints: securityConstraintsOf(root),
    denyUncoveredHttpMethods: hasChild(root, 'deny-uncovered-http-methods'),
    loginConfig: loginConfigOf(root),
    securityRoles: securityRolesOf(root),
    absoluteOrdering: order === undefined ? undefined : namesIn(order),
  };
}

/** There may be several, in several languages; the first counts. */
function displayNameOf(root: XmlElement): string | undefined {
  return childrenOf(root, 'display-name')[0]?.text;
}

/** Each class once, however often it is declared (SES-158). */
function listenersOf(root: XmlElement): readonly string[] {
  const listeners = childrenOf(root, 'listener');
  return [...new Set(listeners.map((listener) => requiredTextOf(listener, 'listener-class')))];
}
