import type { Ability, StoreSuiteOptions } from '../options/suite-options.ts';
import type { Group } from '../groups/group.ts';
import { abilities } from '../groups/abilities.ts';
import { budgets } from '../groups/budgets.ts';
import { claims } from '../groups/claims.ts';
import { concurrency } from '../groups/concurrency.ts';
import { create } from '../groups/create.ts';
import { deadline } from '../groups/deadline.ts';
import { remove } from '../groups/delete.ts';
import { expiry } from '../groups/expiry.ts';
import { failures } from '../groups/failures.ts';
import { isolation } from '../groups/isolation.ts';
import { lifecycle } from '../groups/lifecycle.ts';
import { listing } from '../groups/listing.ts';
import { load } from '../groups/load.ts';
import { locks } from '../groups/locks.ts';
import { managers } from '../groups/managers.ts';
import { model } from '../groups/model.ts';
import { names } from '../groups/names.ts';
import { notices } from '../groups/notices.ts';
import { principals } from '../groups/principals.ts';
import { processes } from '../groups/processes.ts';
import { rename } from '../groups/rename.ts';
import { sizes } from '../groups/sizes.ts';
import { unreadable } from '../groups/unreadable.ts';
import { update } from '../groups/update.ts';

/** What every store must do. */
const CONTRACT: readonly Group[] = [
  create,
  load,
  update,
  deadline,
  rename,
  remove,
  expiry,
  claims,
  isolation,
  names,
  sizes,
  concurrency,
  model,
  lifecycle,
  managers,
];

/** The groups of tests that a store with these options is to pass. */
export function groupsOf({ abilities: declared = {}, roundTrips }: StoreSuiteOptions): Group[] {
  const has = (ability: Ability | undefined, group: Group): Group[] =>
    ability === true ? [group] : [];
  const { manyProcesses } = declared;
  return [
    ...CONTRACT,
    abilities(declared),
    ...has(declared.principals, principals),
    ...has(declared.listing, listing),
    ...has(declared.locks, locks),
    ...has(declared.notices, notices),
    ...has(declared.unreadable, unreadable),
    ...has(declared.failures, failures),
    ...(roundTrips === undefined ? [] : [budgets(roundTrips)]),
    ...(typeof manyProcesses === 'object' ? [processes(manyProcesses, declared)] : []),
  ];
}
