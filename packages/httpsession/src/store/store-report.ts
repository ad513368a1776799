import { describeError } from '../common/describe-error.ts';
import { OptionError } from '../common/errors.ts';

/** Tells of what no call fails for, such as a record that cannot be read. Never throws. */
export type StoreReport = (error: Error) => void;

/** More kinds of warnings than this are not shown: a broken store would fill the log with them. */
const MOST_WARNINGS = 100;

/**
 * What a store tells its reports to: the function of its option `onError`, whatever that throws, or the warnings of the
 * process, where each message comes once.
 *
 * @throws OptionError for `onError` when it is no function
 */
export function createStoreReport(onError: ((error: Error) => void) | undefined): StoreReport {
  const tell: unknown = onError ?? warnOfEachOnce();
  if (typeof tell !== 'function')
    throw new OptionError('onError', onError, 'a function of the error');
  return (error) => {
    try {
      (tell as StoreReport)(error);
    } catch {
      // A report is not worth a request: whoever made the function is to see to it.
    }
  };
}

function warnOfEachOnce(): StoreReport {
  const warned = new Set<string>();
  return (error) => {
    const message = describeError(error);
    if (warned.has(message) || warned.size >= MOST_WARNINGS) return;
    warned.add(message);
    process.emitWarning(message, {
      type: 'HttpSessionWarning',
      ...codeOf(error),
      detail: 'Shown once. Give the store an onError to be told of each',
    });
  };
}

function codeOf(error: Error): { code?: string } {
  return 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
}
