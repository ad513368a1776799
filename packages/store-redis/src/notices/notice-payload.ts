import type { SessionNotice } from 'httpsession';
import { fromWire } from '../record/wire-text.ts';

/**
 * The channel on which the scripts publish what they did to a record, with `notify` of scripts/parts.ts: one
 * letter and the key of the record, `c<key>` when it got a new version, `g<key>` when it left its key, by
 * deletion, rename or claim.
 */
export function noticeChannel(prefix: string): string {
  return `${prefix}notices`;
}

/** What a message says; undefined when it is none of ours. */
export function readNotice(message: Buffer): SessionNotice | undefined {
  const key = fromWire(message.toString('utf8', 1));
  if (message[0] === 0x63) return { kind: 'changed', key };
  return message[0] === 0x67 ? { kind: 'gone', key } : undefined;
}
