import { createStoreReport, UnreadableRecordError, type StoreReport } from 'httpsession';

/** Makes records of rows; one that cannot be read is reported, and left out. */
export class Reader {
  /** Tells the application. Never throws. */
  readonly report: StoreReport;

  /** Throws `OptionError` naming `onError` when that is no function. */
  constructor(onError: ((error: Error) => void) | undefined) {
    this.report = createStoreReport(onError);
  }

  /** What `read` makes of a row, or undefined. Never throws. */
  tryRead<R, T>(row: R, read: (row: R) => T): T | undefined {
    try {
      return read(row);
    } catch (cause) {
      this.report(new UnreadableRecordError('its row is not as this package writes it', { cause }));
      return undefined;
    }
  }
}
