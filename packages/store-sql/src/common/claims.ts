import type { SessionRecord } from 'httpsession';
import { bytesIn, type Row } from './cells.ts';
import { isGivenUp } from './given-up.ts';
import type { Reader } from './unreadable.ts';

/** How often one sweep looks behind sessions that cannot be read for some that can. */
const LOOKS_BEHIND = 10;

/** The rows of one session. */
type Rows = readonly Row[];

/** How a database is asked for expired sessions. */
export interface ClaimStatements {
  /** Claims up to `limit` for `leaseMs`: the rows of each, the longest expired first. */
  claim(limit: number, leaseMs: number): Promise<readonly Rows[]>;
  /** Throws when they are none of ours. */
  read(rows: Rows): SessionRecord;
  /** Deletes one by the bytes of its key. */
  forget(key: Uint8Array): Promise<unknown>;
}

/** Claims what has expired, and gives up what nobody could read for a day. */
export class Claims {
  readonly #statements: ClaimStatements;
  readonly #reader: Reader;

  constructor(statements: ClaimStatements, reader: Reader) {
    this.#statements = statements;
    this.#reader = reader;
  }

  /** As `SessionStore.takeExpired`. */
  async take(limit: number, leaseMs: number): Promise<SessionRecord[]> {
    if (limit <= 0) return [];
    for (let looks = 0; ; looks += 1) {
      const claimed = await this.#statements.claim(limit, leaseMs);
      const records = await this.#readable(claimed);
      // Those that nobody here can read are hidden now, and readable ones may be behind them.
      if (records.length > 0 || claimed.length === 0 || looks === LOOKS_BEHIND) return records;
    }
  }

  /** Without those that cannot be read: they are left to whoever can, for a day. */
  async #readable(claimed: readonly Rows[]): Promise<SessionRecord[]> {
    const records: SessionRecord[] = [];
    for (const rows of claimed) {
      const record = this.#reader.tryRead(rows, (found) => this.#statements.read(found));
      if (record !== undefined) records.push(record);
      else await this.#forgetOld(rows[0] ?? []);
    }
    return records;
  }

  async #forgetOld(row: Row): Promise<void> {
    if (!isGivenUp(row)) return;
    try {
      await this.#statements.forget(bytesIn(row[0]));
    } catch (error) {
      // The others were claimed, and are worth more; this one comes up again.
      this.#reader.report(error as Error);
    }
  }
}
