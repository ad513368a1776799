import { mergeFragments } from './merge-fragments.ts';
import { mergeLists } from './merge-values.ts';
import type { WebDescriptor } from './web-descriptor.ts';

const NO_ORDER = { names: [], others: false };

/**
 * A `web.xml` with a descriptor of the container on top of it, as Resin reads `resin-web.xml` after `web.xml`: of a
 * single setting the upper one has the last word, lists are added up, those of `web.xml` first.
 */
export function overlaid(web: WebDescriptor, upper: WebDescriptor): WebDescriptor {
  const below = { ...web, name: undefined, after: NO_ORDER, before: NO_ORDER };
  // The upper one is to the lower one what web.xml is to a fragment.
  const merged = mergeFragments(
    { ...upper, metadataComplete: false, absoluteOrdering: undefined },
    [below],
  );
  const own = new Set(upper.filterMappings.map(({ filterName }) => filterName));
  return {
    ...merged,
    file: web.file,
    metadataComplete: web.metadataComplete || upper.metadataComplete,
    distributable: web.distributable || upper.distributable,
    listeners: mergeLists([web.listeners, upper.listeners]),
    filterMappings: [
      ...web.filterMappings.filter(({ filterName }) => !own.has(filterName)),
      ...upper.filterMappings,
    ],
    requestCharacterEncoding: upper.requestCharacterEncoding ?? web.requestCharacterEncoding,
    responseCharacterEncoding: upper.responseCharacterEncoding ?? web.responseCharacterEncoding,
    defaultContextPath: upper.defaultContextPath ?? web.defaultContextPath,
    denyUncoveredHttpMethods: web.denyUncoveredHttpMethods || upper.denyUncoveredHttpMethods,
    absoluteOrdering: web.absoluteOrdering,
  };
}
