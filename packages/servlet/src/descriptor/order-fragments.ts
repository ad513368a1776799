import { DescriptorError } from './descriptor-error.ts';
import { shown } from './element-values.ts';
import type { FragmentDescriptor, WebDescriptor } from './web-descriptor.ts';

/**
 * Fragments in the order in which they are merged: as `<absolute-ordering>` says, which may leave some
 * out, or else as their own `<ordering>` elements ask; those that ask for nothing keep their places.
 * @throws DescriptorError for orders that contradict each other, or for two fragments of one name
 */
export function orderFragments(
  web: WebDescriptor,
  fragments: readonly FragmentDescriptor[],
): readonly FragmentDescriptor[] {
  return web.absoluteOrdering === undefined
    ? relativeOrder(fragments)
    : absoluteOrder(web.absoluteOrdering, fragments);
}

/** Of two fragments with one name the first is meant, as the specification asks here. */
function absoluteOrder(
  names: readonly (string | null)[],
  fragments: readonly FragmentDescriptor[],
): readonly FragmentDescriptor[] {
  const named = new Map<string, FragmentDescriptor>();
  for (const fragment of fragments) {
    const { name } = fragment;
    if (name !== undefined && names.includes(name) && !named.has(name)) named.set(name, fragment);
  }
  const taken = new Set(named.values());
  const others = fragments.filter((fragment) => !taken.has(fragment));
  return names.flatMap((name) => (name === null ? others : (named.get(name) ?? [])));
}

function relativeOrder(fragments: readonly FragmentDescriptor[]): readonly FragmentDescriptor[] {
  checkNames(fragments);
  const predecessors = predecessorsOf(fragments);
  const first = reach(fragments, (fragment) => fragment.before.others, predecessors);
  const last = reach(fragments, (fragment) => fragment.after.others, successorsOf(predecessors));
  const torn = fragments.find((fragment) => first.has(fragment) && last.has(fragment));
  if (torn !== undefined) {
    throw new DescriptorError(torn, '<ordering> would be both before and after the others');
  }
  const middle = fragments.filter((fragment) => !first.has(fragment) && !last.has(fragment));
  return sorted([...fragments.filter((one) => first.has(one)), ...middle, ...last], predecessors);
}

type Links = ReadonlyMap<FragmentDescriptor, ReadonlySet<FragmentDescriptor>>;

function checkNames(fragments: readonly FragmentDescriptor[]): void {
  const names = new Set<string>();
  for (const fragment of fragments) {
    const { name } = fragment;
    if (name === undefined) continue;
    if (names.has(name)) {
      throw new DescriptorError(fragment, `is the second fragment named ${shown(name)}`);
    }
    names.add(name);
  }
}

/** For each fragment those that must come before it. Names that nobody has are passed over. */
function predecessorsOf(fragments: readonly FragmentDescriptor[]): Links {
  return new Map(
    fragments.map((fragment) => {
      const before = fragments.filter(
        (other) =>
          (other.name !== undefined && fragment.after.names.includes(other.name)) ||
          (fragment.name !== undefined && other.before.names.includes(fragment.name)),
      );
      return [fragment, new Set(before)];
    }),
  );
}

function successorsOf(predecessors: Links): Links {
  const all = [...predecessors];
  return new Map(
    all.map(([fragment]) => {
      const after = all.filter(([, before]) => before.has(fragment)).map(([other]) => other);
      return [fragment, new Set(after)];
    }),
  );
}

/** Those that ask for it, and all that are linked to one of them. */
function reach(
  fragments: readonly FragmentDescriptor[],
  asks: (fragment: FragmentDescriptor) => boolean,
  links: Links,
): ReadonlySet<FragmentDescriptor> {
  const reached = new Set(fragments.filter(asks));
  for (const fragment of reached) {
    for (const linked of links.get(fragment) ?? []) reached.add(linked);
  }
  return reached;
}

/** Each as early as its place and its predecessors allow. */
function sorted(
  fragments: readonly FragmentDescriptor[],
  predecessors: Links,
): readonly FragmentDescriptor[] {
  const waiting = [...fragments];
  const done = new Set<FragmentDescriptor>();
  while (waiting.length > 0) {
    const next = waiting.findIndex((fragment) =>
      [...(predecessors.get(fragment) ?? [])].every((before) => done.has(before)),
    );
    const [fragment] = waiting.splice(Math.max(next, 0), 1);
    if (fragment === undefined) break;
    if (next === -1) {
      const names = [fragment, ...waiting].map(({ name, file }) => name ?? file).join(', ');
      throw new DescriptorError(fragment, `<ordering> goes round in a circle: ${names}`);
    }
    done.add(fragment);
  }
  return [...done];
}
