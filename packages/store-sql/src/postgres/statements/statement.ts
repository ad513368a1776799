import { createHash } from 'node:crypto';

/** A statement that the server prepares once on each connection. */
export interface Statement {
  /** Of its text: a name stands for one text, also when several stores share a pool. */
  readonly name: string;
  readonly text: string;
}

/** Names a statement. `does` is what a list of prepared statements shows. */
export function statement(does: string, text: string): Statement {
  const compact = text.replace(/\s+/g, ' ').trim();
  const digest = createHash('sha256').update(compact).digest('hex').slice(0, 16);
  return { name: `httpsession_${does}_${digest}`, text: compact };
}
