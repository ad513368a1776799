import {
  booleanOf,
  choiceOf,
  pairsOf,
  requiredTextOf,
  settingsOf,
  textOf,
  textsOf,
} from './element-values.ts';
import { uniqueByName } from './servlet-section.ts';
import type { FilterDescriptor, FilterMappingDescriptor } from './web-descriptor.ts';
import { childrenOf, errorAt, sourceOf, type XmlElement } from './xml-element.ts';

const DISPATCHERS = ['ASYNC', 'ERROR', 'FORWARD', 'INCLUDE', 'REQUEST'] as const;

/** The `<filter>` elements. */
export function filtersOf(root: XmlElement): readonly FilterDescriptor[] {
  return uniqueByName(childrenOf(root, 'filter'), 'filter-name', filterOf);
}

/** The `<filter-mapping>` elements, in the order in which the filters run. */
export function filterMappingsOf(root: XmlElement): readonly FilterMappingDescriptor[] {
  return childrenOf(root, 'filter-mapping').map((element) => {
    const urlPatterns = textsOf(element, 'url-pattern');
    const servletNames = textsOf(element, 'servlet-name');
    if (urlPatterns.length + servletNames.length === 0) {
      throw errorAt(element, 'has neither a <url-pattern> nor a <servlet-name>');
    }
    return {
      filterName: requiredTextOf(element, 'filter-name'),
      urlPatterns,
      servletNames,
      dispatchers: settingsOf(element, 'dispatcher').flatMap(
        (dispatcher) => choiceOf(dispatcher, DISPATCHERS) ?? [],
      ),
      source: sourceOf(element),
    };
  });
}

function filterOf(element: XmlElement, name: string): FilterDescriptor {
  return {
    name,
    className: textOf(element, 'filter-class'),
    initParams: pairsOf(childrenOf(element, 'init-param'), 'param-name', 'param-value'),
    asyncSupported: booleanOf(element, 'async-supported'),
    source: sourceOf(element),
  };
}
