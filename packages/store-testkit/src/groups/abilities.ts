import assert from 'node:assert/strict';
import { hasListing, hasLocks, hasNotices, hasPrincipalIndex } from 'httpsession';
import type { StoreAbilities } from '../options/suite-options.ts';
import type { Group } from './group.ts';

const TOLD_BY = {
  listing: hasListing,
  principals: hasPrincipalIndex,
  locks: hasLocks,
  notices: hasNotices,
};

/** Whether the suite declares what the store can do. What is left out, with its reason, stands in the name. */
export function abilities(declared: StoreAbilities): Group {
  const reasons = Object.entries(declared)
    .filter((entry) => typeof entry[1] === 'string')
    .map(([ability, reason]) => `, without tests of ${ability}: ${String(reason)}`);
  return {
    name: 'abilities',
    tests: {
      [`are those that are declared${reasons.join('')}`]: async ({ store }) => {
        for (const [name, has] of Object.entries(TOLD_BY)) {
          const ability = declared[name as keyof typeof TOLD_BY];
          if (typeof ability === 'string') continue;
          assert.equal(
            has(store),
            ability === true,
            ability === true
              ? `abilities.${name} is declared, and the store does not have it`
              : `the store has the ability ${name}, so declare abilities.${name}`,
          );
        }
        await Promise.resolve();
      },
    },
  };
}
