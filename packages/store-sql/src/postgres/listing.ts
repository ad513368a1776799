import type { StoredSessionSummary } from 'httpsession';
import { numberIn, type Row } from '../common/cells.ts';
import { toSummary } from '../common/records.ts';
import { indexedText, textToBytes } from '../common/text-bytes.ts';
import type { Reader } from '../common/unreadable.ts';
import type { Call } from './connections.ts';
import type { Statements } from './statements/index.ts';

/** How many sessions one statement gives. */
const PAGE = 1000;

/** Where the id of the row is, by which the next page begins. */
const ID = 6;

/** Says which sessions there are, page by page: none is held in memory by the server for us. */
export class Listing {
  readonly #ask: (call: Call) => Promise<Row[]>;
  readonly #statements: Statements;
  readonly #reader: Reader;

  constructor(ask: (call: Call) => Promise<Row[]>, statements: Statements, reader: Reader) {
    this.#ask = ask;
    this.#statements = statements;
    this.#reader = reader;
  }

  /** As `SessionListing.list`. */
  async list(limit: number): Promise<StoredSessionSummary[]> {
    const found: StoredSessionSummary[] = [];
    let last = 0;
    while (found.length < limit) {
      const size = Math.min(PAGE, limit - found.length);
      const rows = await this.#page('list', () => [last, size]);
      found.push(...this.#summaries(rows));
      if (rows.length < size) break;
      last = numberIn(rows.at(-1)?.[ID]);
    }
    return found;
  }

  /** As `SessionListing.findByUid`. */
  async findByUid(uid: string): Promise<StoredSessionSummary | undefined> {
    if (typeof uid !== 'string') return undefined;
    const rows = await this.#page('findByUid', () => [textToBytes(uid)]);
    return this.#summaries(rows)[0];
  }

  /** As `PrincipalIndex.findByPrincipal`. */
  async findByPrincipal(principal: string): Promise<StoredSessionSummary[]> {
    const found: StoredSessionSummary[] = [];
    const { key } = indexedText(principal);
    let [createdAt, id] = [Number.MIN_SAFE_INTEGER, 0];
    for (;;) {
      const rows = await this.#page('findByPrincipal', () => [key, createdAt, id, PAGE]);
      found.push(...this.#summaries(rows));
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return found;
      [createdAt, id] = [numberIn(last[2]), numberIn(last[ID])];
    }
  }

  #page(which: 'list' | 'findByUid' | 'findByPrincipal', values: () => unknown[]): Promise<Row[]> {
    const statement = this.#statements[which];
    return this.#ask({ what: 'finding sessions', statement, values, onlyReads: true });
  }

  #summaries(rows: Row[]): StoredSessionSummary[] {
    return rows.flatMap((row) => this.#reader.tryRead(row, toSummary) ?? []);
  }
}
