import { SessionError } from './errors.ts';
import { printable } from './quote.ts';

/** How many errors behind one another are told of. */
const DEPTH = 4;
/** How much of a message of somebody else's is shown. */
const SHOWN_MESSAGE = 500;

/**
 * What was thrown, as text for people: its name and message, or its stack. Never throws itself, although
 * what applications throw may do so when it is looked at.
 */
export function describeError(error: unknown, what: 'message' | 'stack' = 'message'): string {
  try {
    if (!(error instanceof Error)) return 'no Error object';
    if (what === 'stack' && typeof error.stack === 'string') return error.stack;
    return printable(`${error.name}: ${error.message}`, SHOWN_MESSAGE);
  } catch {
    return 'an error that cannot be read';
  }
}

/**
 * As `describeError`, with what is behind it: whole where it is ours; of others only the name and the code, as nobody
 * knows what a driver puts into its messages.
 */
export function describeFailure(error: unknown): string {
  const parts = [describeError(error)];
  try {
    for (let behind = causeOf(error); behind !== undefined && parts.length < DEPTH;) {
      parts.push(behind instanceof SessionError ? describeError(behind) : nameOf(behind));
      behind = causeOf(behind);
    }
  } catch {
    // What it is about was told.
  }
  return parts.join('; cause: ');
}

function causeOf(error: unknown): Error | undefined {
  return error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
}

function nameOf(error: Error): string {
  const { code } = error as { readonly code?: unknown };
  return printable(typeof code === 'string' ? `${error.name} ${code}` : error.name, SHOWN_MESSAGE);
}
