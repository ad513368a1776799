import { fileURLToPath } from 'node:url';
import { shown, textOf } from './element-values.ts';
import { namesIn } from './fragment-names.ts';
import { descriptorOf, rootOf, textOfFile } from './read-web-xml.ts';
import type { FragmentDescriptor, OrderingDescriptor } from './web-descriptor.ts';
import { childOf, errorAt, type XmlElement } from './xml-element.ts';

/**
 * Reads a `web-fragment.xml`.
 * @throws DescriptorError with file, line and element, for what cannot be read or is wrong
 */
export function readWebFragment(path: string | URL): FragmentDescriptor {
  const file = typeof path === 'string' ? path : fileURLToPath(path);
  return parseWebFragment(textOfFile(file), file);
}

/** As `readWebFragment`, of a text; `file` is for messages. */
export function parseWebFragment(text: string, file = 'web-fragment.xml'): FragmentDescriptor {
  const root = rootOf(text, file, 'web-fragment');
  const name = textOf(root, 'name');
  const ordering = childOf(root, 'ordering');
  const after = sideOf(ordering, 'after');
  const before = sideOf(ordering, 'before');
  if (ordering !== undefined) checkSides(ordering, name, after, before);
  return { ...descriptorOf(root), name, after, before };
}

function sideOf(ordering: XmlElement | undefined, side: 'after' | 'before'): OrderingDescriptor {
  const element = ordering === undefined ? undefined : childOf(ordering, side);
  const names = element === undefined ? [] : namesIn(element);
  return { names: names.filter((name) => name !== null), others: names.includes(null) };
}

// eslint-disable-next-line @typescript-eslint/max-params -- they are one element and what was read of it
function checkSides(
  ordering: XmlElement,
  name: string | undefined,
  after: OrderingDescriptor,
  before: OrderingDescriptor,
): void {
  if (after.others && before.others) {
    throw errorAt(ordering, 'puts the fragment both before and after the others');
  }
  const both = after.names.find((other) => before.names.includes(other));
  if (both !== undefined) throw errorAt(ordering, `puts it both before and after ${shown(both)}`);
  const self = [...after.names, ...before.names].find((other) => other === name);
  if (self !== undefined) throw errorAt(ordering, `puts ${shown(self)} before or after itself`);
}
