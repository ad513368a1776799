import type { AnswerableError } from '../common/errors.ts';
import { SessionError } from '../common/errors.ts';
import type { HttpResponse } from './contracts.ts';
import { applyHeaders, clearHead } from './head.ts';
import type { OutputMethods } from './response-methods.ts';

/** An answer to a request that failed. Says what happened in general, and nothing of the error itself. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The error, if it is one of ours. */
  readonly known: SessionError | undefined;
}

const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  409: 'Conflict',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** How an error is answered: as it says itself if it is ours, else with 500. Never throws. */
export function statusAndHeadersOf(error: unknown): ErrorAnswer {
  try {
    return answerTo(error instanceof SessionError ? error : undefined);
  } catch {
    // What was thrown throws again when it is looked at.
    return answerTo(undefined);
  }
}

/** Writes it in the place of what the application wanted to send. */
export function writeAnswer(
  response: HttpResponse,
  base: OutputMethods,
  answer: ErrorAnswer,
): void {
  clearHead(response);
  applyHeaders(response, answer.headers);
  base.writeHead.call(response, answer.status);
  base.end.call(response, answer.body);
}

function answerTo(known: SessionError | undefined): ErrorAnswer {
  const own = known !== undefined && isAnswerable(known) ? known : undefined;
  const status = own?.status ?? 500;
  return {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      ...own?.headers,
    },
    body: `${PHRASES[status] ?? 'Error'}\n`,
    known,
  };
}

function isAnswerable(error: SessionError): error is SessionError & AnswerableError {
  return 'status' in error && typeof error.status === 'number';
}
