import type { LmdbStoreError } from './errors.ts';

/** Tells of a failure that no call answers for. */
export type Report = (error: LmdbStoreError) => void;

/** Tells the application, or else warns: once, as what spoils one entry often spoils many. */
export function createReport(onError: ((error: Error) => void) | undefined): Report {
  if (onError !== undefined) return onError;
  const warned = new Set<string>();
  return (error) => {
    if (warned.has(error.code)) return;
    warned.add(error.code);
    process.emitWarning(error.message, {
      type: 'LmdbStoreWarning',
      detail: 'Pass onError to be told of each one; this warning comes once.',
    });
  };
}
