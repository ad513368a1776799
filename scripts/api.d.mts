/** One call, property or type of an export. */
export interface ApiRow {
  readonly member: string;
  readonly text: string;
  readonly doc: string;
}
/** What a table of a page is about: an export, or what a class that it extends declares of it. */
export interface ApiBlock {
  readonly entry: string;
  readonly name: string;
  readonly ancestor: string | undefined;
}
/** The rows of an export, or of what one of the classes that it extends declares. */
export function rowsOf(entry: string, name: string, ancestor?: string): readonly ApiRow[];
/** Every export of an entry with the names of its members. */
export function apiOf(entry: string): ReadonlyMap<string, ReadonlySet<string>>;
/** What the tables of a page are about. */
export function blocksOf(page: string): readonly ApiBlock[];
/** A page with its tables as the source is now. */
export function withApi(page: string): string;
