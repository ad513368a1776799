/** The last second of the year 9999: HTTP dates have four digits for the year. */
const LAST_MS = 253_402_300_799_000;

/** An epoch time in milliseconds as HTTP writes it: `Thu, 01 Jan 1970 00:00:00 GMT`. */
export function httpDate(ms: number): string {
  return new Date(Math.min(Math.max(ms, 0), LAST_MS)).toUTCString();
}
