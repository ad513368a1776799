import type { ServerResponse } from 'node:http';
import { STATUS } from '../api/status-codes.ts';

/** Whether what is written goes out at all. */
export function sendsBody({ statusCode, req }: ServerResponse): boolean {
  return !isWithoutBody(statusCode) && req.method !== 'HEAD';
}

/** Whether an answer with this status has no body, whatever is written. */
function isWithoutBody(status: number): boolean {
  return (
    status === STATUS.SC_NO_CONTENT ||
    status === STATUS.SC_NOT_MODIFIED ||
    status === STATUS.SC_RESET_CONTENT
  );
}

/** Bytes of a body: as the application says, below zero if it does not; and as counted, if that is all. */
export interface BodyLength {
  /** Whether `Transfer-Encoding` says where the body ends. */
  readonly isFramed: boolean;
  readonly declared: number;
  readonly actual: number | undefined;
}

/** What the head says of the length of the body; -1: nothing. */
export function lengthToAnnounce(
  node: ServerResponse,
  { isFramed, declared, actual = -1 }: BodyLength,
): number {
  if (isWithoutBody(node.statusCode)) {
    return node.statusCode === STATUS.SC_RESET_CONTENT ? 0 : -1;
  }
  // Two ways to find the end of a body are one too many.
  if (isFramed) return -1;
  if (declared >= 0) return declared;
  // An empty answer to HEAD says nothing of what GET would get.
  return actual === 0 && node.req.method === 'HEAD' ? -1 : actual;
}

/** Adds the fields that describe the body to the list for `writeHead`. As in Tomcat, 205 and 304 have no type. */
export function addFieldsOfBody(
  fields: unknown[],
  status: number,
  { type, length }: { readonly type: string | null; readonly length: number },
): void {
  const hasType = status !== STATUS.SC_NOT_MODIFIED && status !== STATUS.SC_RESET_CONTENT;
  if (type !== null && hasType) fields.push('Content-Type', type);
  if (length >= 0) fields.push('Content-Length', String(length));
}
