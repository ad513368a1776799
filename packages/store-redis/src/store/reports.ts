import { UnreadableRecordError } from 'httpsession';

/** What becomes of reports. */
export type OnError = (error: Error) => void;

/** Reports of what does not stop a request. */
export class Reports {
  readonly #onError: OnError;

  constructor(onError: OnError | undefined) {
    this.#onError = onError ?? warnOnce();
  }

  /** Never throws: a report is not worth a request. */
  readonly report = (error: Error): void => {
    try {
      this.#onError(error);
    } catch {
      // Whoever made the function is to see to it.
    }
  };

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

/** Warns of each kind of error once, as a broken record would else fill the log. */
function warnOnce(): OnError {
  const seen = new Set<string>();
  return (error) => {
    const kind = `${error.name} ${error.message}`;
    if (seen.has(kind) || seen.size >= 100) return;
    seen.add(kind);
    process.emitWarning(error.message, { type: 'HttpSessionWarning', code: 'HTTPSESSION_REDIS' });
  };
}
