/** Where an application's log goes that nobody takes: to standard error, errors with their stack. */
export function printLog(message: string, error?: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(error === undefined ? `${message}\n` : `${message}: ${detail}\n`);
}
