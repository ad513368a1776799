import { createStoreReport, UnreadableRecordError, type StoreReport } from 'httpsession';

/** Reports of what does not stop a request. */
export class Reports {
  readonly report: StoreReport;

  /** @throws OptionError for `onError` */
  constructor(onError: ((error: Error) => void) | undefined) {
    this.report = createStoreReport(onError);
  }

  /** Something stands under a key that this package cannot have written, or not in this version. */
  unreadable(why: string, cause?: unknown): void {
    this.report(
      new UnreadableRecordError(
        `what Redis has under its key ${why}, so it counts as absent. Another application may write to the same ` +
          'prefix, or another version of this one',
        cause === undefined ? {} : { cause },
      ),
    );
  }
}
