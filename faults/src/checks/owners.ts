import { type Life, succeeded } from './life.ts';
import type { Violation } from './rules.ts';

/** Nobody may see what is another one's: neither the session nor a value in it. */
export function checkOwner(life: Life): Violation[] {
  const own = new Set(life.attempted('set').map(({ value }) => value));
  return life.operations.filter(succeeded).flatMap((op) => {
    const { seen } = op;
    if (seen === undefined) return [];
    if (seen.owner !== life.owner) {
      return [crossTalk(`${op.action} of ${life.owner} was answered with ${seen.owner}'s session`)];
    }
    const foreign = Object.values(seen.values).find((value) => !own.has(value));
    return foreign === undefined
      ? []
      : [crossTalk(`${life.owner} was shown ${foreign}, which it never set`)];
  });
}

function crossTalk(what: string): Violation {
  return { rule: 'cross-talk', what };
}
