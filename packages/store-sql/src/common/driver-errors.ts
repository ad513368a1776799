/** What errors of drivers and of Node have. Not by their class: an error of another realm has another one. */
export interface DriverError {
  readonly message: string;
  readonly name?: unknown;
  readonly stack?: unknown;
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly sqlState?: unknown;
  readonly severity?: unknown;
  readonly syscall?: unknown;
  /** Of a host with several addresses: what each of them said. */
  readonly errors?: unknown;
}

/** What is passed on beside the message. Nothing else: statements, details and the like hold keys and values. */
const KEPT = ['code', 'errno', 'sqlState', 'severity', 'syscall'] as const;

/** The error as one of a driver, if it is one. */
export function driverError(error: unknown): DriverError | undefined {
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
  return typeof error.message === 'string' ? (error as DriverError) : undefined;
}

/** The part of a driver's error that may be logged, with another message when `message` gives one. */
export function withoutValues(error: unknown, message?: string): Error {
  const { errors, ...found } = partsOf(error);
  // Node gives no message of its own when no address of a host answers.
  if (found.message === '' && Array.isArray(errors) && errors.length > 0) {
    return withoutValues(errors[0], message);
  }
  const plain = new Error(message ?? found.message);
  const name = typeof found.name === 'string' ? found.name : 'Error';
  hide(plain, 'name', name);
  hide(plain, 'stack', [`${name}: ${plain.message}`, ...framesOf(found)].join('\n'));
  return Object.assign(plain, keptOf(found));
}

function keptOf(error: DriverError): Record<string, unknown> {
  const kept = KEPT.map((part) => [part, error[part]] as const);
  return Object.fromEntries(
    kept.filter(([, value]) => ['string', 'number'].includes(typeof value)),
  );
}

/** Its parts by hand: most are not enumerable, or of its prototype. */
function partsOf(error: unknown): DriverError {
  const found = driverError(error);
  if (found === undefined)
    return { message: 'the driver rejected with something that is no error' };
  const { message, name, stack, code, errno, sqlState, severity, syscall, errors } = found;
  return { message, name, stack, code, errno, sqlState, severity, syscall, errors };
}

/** Where it happened. The stack begins with the message, which may have lines that look so too. */
function framesOf({ stack, message }: DriverError): string[] {
  if (typeof stack !== 'string') return [];
  const lines = stack.replace(message, '').split('\n');
  return lines.filter((line) => /^\s+at /.test(line));
}

function hide(error: Error, property: 'name' | 'stack', value: string): void {
  Object.defineProperty(error, property, { value, configurable: true, writable: true });
}
