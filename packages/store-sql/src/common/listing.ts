import type { StoredSessionSummary } from 'httpsession';
import { numberIn, type Row } from './cells.ts';
import { toSummary } from './records.ts';
import { indexedText, textToBytes } from './text-bytes.ts';
import type { Reader } from './unreadable.ts';

/** How many sessions one statement gives. */
const PAGE = 1000;

/** Where the time of creation and the id of the row are, by which the next page begins. */
const CREATED_AT = 2;
const ID = 6;

/** Asks for pages of sessions: rows as `toSummary` reads them, and the id of the row behind. */
export interface ListingPages {
  /** Up to so many with a greater id, by their ids. */
  behind(id: number, most: number): Promise<Row[]>;
  /** The one of a uid. */
  ofUid(uid: Buffer): Promise<Row[]>;
  /** Up to so many of a principal that were made later, by that time and their ids. */
  ofPrincipal(key: Buffer, last: Place, most: number): Promise<Row[]>;
}

/** Where a page of the sessions of a principal begins. */
interface Place {
  readonly createdAt: number;
  readonly id: number;
}

/** Says which sessions there are, page by page: none is held in memory by the server for us. */
export class Listing {
  readonly #pages: ListingPages;
  readonly #reader: Reader;

  constructor(pages: ListingPages, reader: Reader) {
    this.#pages = pages;
    this.#reader = reader;
  }

  /** As `SessionListing.list`. */
  async list(limit: number): Promise<StoredSessionSummary[]> {
    const found: StoredSessionSummary[] = [];
    let last = 0;
    while (found.length < limit) {
      const size = Math.min(PAGE, limit - found.length);
      const rows = await this.#pages.behind(last, size);
      found.push(...this.#summaries(rows));
      if (rows.length < size) break;
      last = numberIn(rows.at(-1)?.[ID]);
    }
    return found;
  }

  /** As `SessionListing.findByUid`. */
  async findByUid(uid: string): Promise<StoredSessionSummary | undefined> {
    if (typeof uid !== 'string') return undefined;
    return this.#summaries(await this.#pages.ofUid(textToBytes(uid)))[0];
  }

  /** As `PrincipalIndex.findByPrincipal`. */
  async findByPrincipal(principal: string): Promise<StoredSessionSummary[]> {
    const found: StoredSessionSummary[] = [];
    const { key } = indexedText(principal);
    let place: Place = { createdAt: Number.MIN_SAFE_INTEGER, id: 0 };
    for (;;) {
      const rows = await this.#pages.ofPrincipal(key, place, PAGE);
      found.push(...this.#summaries(rows));
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return found;
      place = { createdAt: numberIn(last[CREATED_AT]), id: numberIn(last[ID]) };
    }
  }

  #summaries(rows: Row[]): StoredSessionSummary[] {
    return rows.flatMap((row) => this.#reader.tryRead(row, toSummary) ?? []);
  }
}
