import type { Operation } from '../history/entries.ts';
import type { Life } from './life.ts';
import type { Violation } from './rules.ts';

/**
 * Whoever reads an attribute must find a value that was not replaced, for certain, before the reading began. That
 * another attribute was set meanwhile changes nothing of it.
 */
export function checkValues(life: Life): Violation[] {
  const writes = grouped(life.attempted('set'));
  const reads = life.certain('read');
  return [...writes].flatMap(([name, own]) => {
    const certain = own.filter((write) => life.isCertain(write));
    return reads.flatMap((read) => checkOne(read, name, { own, certain }));
  });
}

interface Writes {
  readonly own: readonly Operation[];
  readonly certain: readonly Operation[];
}

function checkOne(read: Operation, name: string, { own, certain }: Writes): Violation[] {
  const value = read.seen?.values[name];
  const before = certain.filter((write) => write.ended < read.begun);
  const who = `${read.session} at ${read.begun.toFixed(1)}`;
  if (value === undefined) {
    if (before.length === 0) return [];
    return [{ rule: 'lost', what: `${who} has no ${name}, which was set` }];
  }
  const source = own.find((write) => write.value === value);
  // A value that it never set is told by another check.
  if (source === undefined || !certain.includes(source)) return [];
  const newer = before.find((write) => write.begun > source.ended);
  if (newer === undefined) return [];
  return [{ rule: 'lost', what: `${who} has ${value} in ${name}, and not ${newer.value ?? ''}` }];
}

function grouped(writes: readonly Operation[]): Map<string, Operation[]> {
  const byName = new Map<string, Operation[]>();
  for (const write of writes) {
    const name = write.name ?? '';
    byName.set(name, [...(byName.get(name) ?? []), write]);
  }
  return byName;
}
