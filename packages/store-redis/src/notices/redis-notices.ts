import type { SessionNotice } from 'httpsession';
import type { MessageLine } from './message-line.ts';
import { readNotice } from './notice-payload.ts';

type Listener = (notice: SessionNotice) => void;

const MISSED: SessionNotice = { kind: 'missed' };

/** Tells of what other processes, and this one, do to records. */
export class RedisNotices {
  readonly #line: MessageLine;
  readonly #report: (error: Error) => void;

  constructor(line: MessageLine, report: (error: Error) => void) {
    this.#line = line;
    this.#report = report;
  }

  /**
   * As `SessionNotices.subscribe`. While the server cannot be reached it does not reject, but says that
   * notices are missed: at once, when the connection was lost, and again when it is back.
   */
  async subscribe(listener: Listener): Promise<() => Promise<void>> {
    const tell = (notice: SessionNotice): void => {
      try {
        listener(notice);
      } catch (cause) {
        this.#report(new Error('A listener of notices threw', { cause }));
      }
    };
    // The first time that the connection is there, nothing was missed yet.
    let mayHaveMissed = false;
    const missed = (): void => {
      mayHaveMissed = true;
      tell(MISSED);
    };
    const stop = await this.#line.listen({
      onNotice: (message) => {
        const notice = readNotice(message);
        if (notice !== undefined) tell(notice);
      },
      onUp: () => {
        if (mayHaveMissed) tell(MISSED);
      },
      onDown: missed,
    });
    if (!this.#line.isUp) missed();
    return stop;
  }
}
