import { printable } from './quote.ts';

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
