import { shown } from './element-values.ts';
import { errorAt, type XmlElement } from './xml-element.ts';

/** The `<name>` and `<others/>` elements of an ordering; `null` stands for the others. */
export function namesIn(ordering: XmlElement): readonly (string | null)[] {
  const names = ordering.children.flatMap((child) => {
    if (child.name === 'others') return [null];
    return child.name === 'name' ? [child.text] : [];
  });
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw errorAt(ordering, `names ${twice === null ? 'the others' : shown(twice)} twice`);
}
