/** Says what failed at start or stop, and why, in one line. */
export function describeFailure(what: string, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `${what} failed: ${why}`;
}
