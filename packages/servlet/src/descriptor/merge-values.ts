import { DescriptorError } from './descriptor-error.ts';

/** What one file says of a setting. */
export interface Said<T> {
  readonly file: string;
  readonly value: T | undefined;
}

/**
 * A setting of which there is one: as `web.xml` says it; else as the fragments do, which must agree
 * (SES-223).
 * @throws DescriptorError that names the setting, and both files
 */
export function mergeSingle<T>(
  setting: string,
  web: T | undefined,
  fragments: readonly Said<T>[],
): T | undefined {
  if (web !== undefined) return web;
  let chosen: Said<T> | undefined;
  for (const said of fragments) {
    if (said.value === undefined) continue;
    if (chosen === undefined) chosen = said;
    else if (!isSame(chosen.value, said.value)) throw conflict(setting, chosen, said);
  }
  return chosen?.value;
}

/** Settings by name, each merged by itself. */
export function mergeMaps<T>(
  kind: string,
  web: ReadonlyMap<string, T>,
  fragments: readonly Said<ReadonlyMap<string, T>>[],
): ReadonlyMap<string, T> {
  const merged = new Map(web);
  const origins = new Map<string, Said<T>>();
  for (const { file, value: values } of fragments) {
    for (const [name, value] of values ?? []) {
      if (web.has(name)) continue;
      const said = { file, value };
      const other = origins.get(name);
      if (other !== undefined && !isSame(other.value, value)) {
        throw conflict(`${kind} ${JSON.stringify(name)}`, other, said);
      }
      origins.set(name, said);
      merged.set(name, value);
    }
  }
  return merged;
}

/** Things that are added up, each once. */
export function mergeLists<T>(lists: readonly (readonly T[])[]): readonly T[] {
  return [...new Set(lists.flat())];
}

function conflict(setting: string, one: Said<unknown>, other: Said<unknown>): DescriptorError {
  return new DescriptorError(
    other,
    `says other than ${one.file} of ${setting}, and web.xml says nothing; say it there`,
  );
}

/** Values here are plain: numbers, texts, and lists and records of them. */
function isSame(one: unknown, other: unknown): boolean {
  return contentOf(one) === contentOf(other);
}

/** Where something is said makes no difference. */
function contentOf(value: unknown): string | undefined {
  return JSON.stringify(value, (key, part: unknown) => (key === 'source' ? undefined : part));
}
