import type { SessionRecord } from 'httpsession';
import { readFields } from '../record/fields.ts';
import { decodeHead, RecordState } from '../record/head.ts';
import type { Reports } from './reports.ts';

/** What is found under a key; `comesFrom`: a place that is kept for a session under that other key. */
export type Loaded = SessionRecord | 'unchanged' | { readonly comesFrom: string } | undefined;

/** Reads the answer of LOAD and LOAD_NEWER. */
export function readLoaded(key: string, answer: unknown, reports: Reports): Loaded {
  if (answer === 1) return 'unchanged';
  const [now, reply] = answer as [number, Buffer[]];
  if (reply.length === 0) return undefined;
  const { head: bytes, link, attributes } = readFields(reply);
  const head = bytes === undefined ? undefined : decodeHead(bytes);
  if (head === undefined) {
    reports.unreadable('is not of the format that this version writes');
    return undefined;
  }
  if (head.record.key !== key) {
    reports.unreadable('was written for another key');
    return undefined;
  }
  if (head.state === RecordState.reserved && link !== undefined) return { comesFrom: link };
  if (head.state !== RecordState.stored || head.deadline <= now) return undefined;
  return Object.assign(head.record, { expiresAt: translated(head.deadline, now), attributes });
}

/** A deadline of the server, by the clock of this process. */
export function translated(deadline: number, serverNow: number): number | undefined {
  return deadline === Infinity ? undefined : deadline - serverNow + Date.now();
}
