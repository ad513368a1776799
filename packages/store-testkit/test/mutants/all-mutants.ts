import { concurrencyMutants, modelMutants } from './concurrency.ts';
import { createMutants, loadMutants } from './create-load.ts';
import { claimsMutants, expiryMutants } from './expiry-claims.ts';
import { failuresMutants } from './failures.ts';
import { listingMutants, principalsMutants } from './indexes.ts';
import { abilitiesMutants, lifecycleMutants, locksMutants } from './locks.ts';
import { managersMutants } from './managers.ts';
import type { Mutant } from './mutant.ts';
import { budgetsMutants, noticesMutants } from './notices-budgets.ts';
import { deleteMutants, renameMutants } from './rename-delete.ts';
import { unreadableMutants } from './unreadable.ts';
import { deadlineMutants, updateMutants } from './update-deadline.ts';
import { isolationMutants, namesMutants, sizesMutants } from './values.ts';

/** Every broken store, each with the group that must find it. */
export const allMutants: readonly Mutant[] = [
  ...createMutants,
  ...loadMutants,
  ...updateMutants,
  ...deadlineMutants,
  ...renameMutants,
  ...deleteMutants,
  ...expiryMutants,
  ...claimsMutants,
  ...isolationMutants,
  ...namesMutants,
  ...sizesMutants,
  ...concurrencyMutants,
  ...modelMutants,
  ...principalsMutants,
  ...listingMutants,
  ...locksMutants,
  ...abilitiesMutants,
  ...lifecycleMutants,
  ...managersMutants,
  ...noticesMutants,
  ...unreadableMutants,
  ...failuresMutants,
  ...budgetsMutants,
];
