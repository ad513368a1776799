import { describeError } from '../common/describe-error.ts';
import { PrincipalLimitError } from '../common/errors.ts';
import type { StoredState } from './stored-state.ts';

/**
 * Tells what is worth a report of a write at the end of a use of a session, beside what the response told of: it
 * tries the same again, and mostly fails in the same way. Takes what was told: the next use that cannot be saved is
 * reported again.
 */
export function newsBeside(stored: StoredState | undefined): (error: unknown) => boolean {
  const told = stored?.told;
  if (stored === undefined || told === undefined) return isFailure;
  stored.told = undefined;
  return (error) => isFailure(error) && describeError(error) !== describeError(told);
}

/** That a principal has sessions enough is what the application has asked for. */
export function isFailure(error: unknown): boolean {
  return !(error instanceof PrincipalLimitError);
}
