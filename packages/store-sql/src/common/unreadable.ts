import { UnreadableRecordError } from 'httpsession';

let hasWarned = false;

/** Makes records of rows; one that cannot be read is reported, and left out. */
export class Reader {
  readonly #report: (error: Error) => void;

  constructor(onError: ((error: Error) => void) | undefined) {
    this.#report = onError ?? warn;
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

  /** Tells the application, whose function may throw as it likes. */
  report(error: Error): void {
    try {
      this.#report(error);
    } catch {
      // Nobody is there to be told of this one.
    }
  }
}

function warn(error: Error): void {
  if (hasWarned) return;
  hasWarned = true;
  process.emitWarning(`${error.message}. Further ones are not shown; give the store an onError`, {
    type: 'HttpSessionWarning',
    code: 'HTTPSESSION_UNREADABLE_RECORD',
  });
}
