import { PrincipalLimitError, SessionLockLostError } from '../common/errors.ts';

/** Whether it is known that the store took nothing, and why: that is told as it is. */
export function isWriteRefusal(
  cause: unknown,
): cause is PrincipalLimitError | SessionLockLostError {
  return cause instanceof PrincipalLimitError || cause instanceof SessionLockLostError;
}
