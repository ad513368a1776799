import type { AnswerableError } from 'httpsession';

/** The rest of a body that nobody reads would be taken for the next request: there is none. */
const CLOSING: Readonly<Record<string, string>> = Object.freeze({ Connection: 'close' });

/**
 * A request that cannot be taken as it came: malformed, or larger than a limit allows. The container
 * answers with `status`, and closes the connection as Tomcat does. The message is for the log, and
 * holds nothing that the client sent.
 */
export class BadRequestError extends Error implements AnswerableError {
  /** 400 for what is malformed, 413 for what is too large. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>> = CLOSING;

  constructor(status: number, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'BadRequestError';
    this.status = status;
  }
}
