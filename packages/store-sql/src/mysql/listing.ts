import type { StoredSessionSummary } from 'httpsession';
import { numberIn, type Row } from '../common/cells.ts';
import { toSummary } from '../common/records.ts';
import { indexedText, textToBytes } from '../common/text-bytes.ts';
import type { Reader } from '../common/unreadable.ts';
import type { Connections } from './connections.ts';
import { IS_ALIVE, SUMMARY } from './statements/fragments.ts';
import { sql, type Sql } from './sql.ts';
import type { Tables } from './tables.ts';

/** How many sessions one statement gives. */
const PAGE = 1000;

/** Where the id of the row is, by which the next page begins. */
const ID = 6;

/** Says which sessions there are, page by page. */
export class Listing {
  readonly #connections: Pick<Connections, 'ask'>;
  readonly #sessions: Sql;
  readonly #reader: Reader;

  constructor(connections: Pick<Connections, 'ask'>, tables: Tables, reader: Reader) {
    this.#connections = connections;
    this.#sessions = tables.sessions;
    this.#reader = reader;
  }

  /** As `SessionListing.list`. */
  async list(limit: number): Promise<StoredSessionSummary[]> {
    const found: StoredSessionSummary[] = [];
    let last = 0;
    while (found.length < limit) {
      const size = Math.min(PAGE, limit - found.length);
      const rows = await this.#page(sql`s.id > ${last}`, sql`ORDER BY s.id LIMIT ${size}`);
      found.push(...this.#summaries(rows));
      if (rows.length < size) break;
      last = numberIn(rows.at(-1)?.[ID]);
    }
    return found;
  }

  /** As `SessionListing.findByUid`. */
  async findByUid(uid: string): Promise<StoredSessionSummary | undefined> {
    const rows = await this.#page(sql`s.uid = ${textToBytes(uid)}`, sql`LIMIT 1`);
    return this.#summaries(rows)[0];
  }

  /** As `PrincipalIndex.findByPrincipal`. */
  async findByPrincipal(principal: string): Promise<StoredSessionSummary[]> {
    const found: StoredSessionSummary[] = [];
    const { key } = indexedText(principal);
    let after = sql``;
    for (;;) {
      const rows = await this.#page(
        sql`s.principal_key = ${key} ${after}`,
        sql`ORDER BY s.created_at, s.id LIMIT ${PAGE}`,
      );
      found.push(...this.#summaries(rows));
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return found;
      const [createdAt, id] = [numberIn(last[2]), numberIn(last[ID])];
      after = sql`AND (s.created_at > ${createdAt} OR (s.created_at = ${createdAt} AND s.id > ${id}))`;
    }
  }

  #page(where: Sql, rest: Sql): Promise<Row[]> {
    return this.#connections.ask({
      what: 'finding sessions',
      onlyReads: true,
      work: (session) =>
        session.rows(
          sql`SELECT ${SUMMARY}, s.id FROM ${this.#sessions} s WHERE ${where} AND ${IS_ALIVE} ${rest}`,
        ),
    });
  }

  #summaries(rows: Row[]): StoredSessionSummary[] {
    return rows.flatMap((row) => this.#reader.tryRead(row, toSummary) ?? []);
  }
}
