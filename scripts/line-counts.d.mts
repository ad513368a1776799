/** The lines of a Java source and of its port, and how many are the same. */
export interface LineCounts {
  readonly java: number;
  readonly port: number;
  readonly same: number;
}
/** The lines of a source, each in one piece. */
export function linesOf(source: string): string[];
/** The words of a line that both languages have. */
export function wordsOf(line: string): string[];
/** The lines of both sources that say something, and how many are the same. */
export function compare(java: string, port: string): LineCounts;
/** Each Java class of an example beside its port. */
export function countsOf(example: string): ({ readonly name: string } & LineCounts)[];
/** A page with its counts as the sources are now. */
export function withLineCounts(page: string): string;
