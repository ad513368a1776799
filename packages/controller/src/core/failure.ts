import { ActionError } from '../common/errors.ts';
import type { Render } from '../common/exchange.ts';

/** How a request that has met an error is answered. */
export interface Failure {
  readonly status: number;
  /** Writes the answer; `undefined`: the error page of the application for this status. */
  readonly render: Render | undefined;
  /** Header fields that go with it. */
  readonly headers: Readonly<Record<string, unknown>>;
}

const NO_HEADERS: Failure['headers'] = {};

/**
 * What an error says about its answer. Errors that name status and header fields, as those of
 * sessions do, are taken at their word; other errors with a `status` or `statusCode` below 500 as
 * well, since this is how libraries say that the client is wrong. All others are 500.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof ActionError) {
    return { status: error.status, render: error.errorRender, headers: NO_HEADERS };
  }
  const headers = headersOf(error);
  const status = property(error, 'status') ?? property(error, 'statusCode');
  if (!isErrorStatus(status, headers === undefined ? 499 : 599)) {
    return { status: 500, render: undefined, headers: NO_HEADERS };
  }
  return { status, render: undefined, headers: headers ?? NO_HEADERS };
}

function isErrorStatus(status: unknown, highest: number): status is number {
  return Number.isInteger(status) && Number(status) >= 400 && Number(status) <= highest;
}

function headersOf(error: unknown): Failure['headers'] | undefined {
  const headers = property(error, 'headers');
  return typeof headers === 'object' && headers !== null
    ? (headers as Failure['headers'])
    : undefined;
}

function property(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
