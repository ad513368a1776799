import { ActionError } from '../common/errors.ts';
import type { Render } from '../common/render.ts';

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
  const highest = headers === undefined ? 499 : 599;
  const trusted =
    typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= highest;
  return {
    status: trusted ? status : 500,
    render: undefined,
    headers: (trusted ? headers : undefined) ?? NO_HEADERS,
  };
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
