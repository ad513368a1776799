import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** One request, and for how long it is waited for. */
export interface Call {
  readonly port: number;
  readonly path: string;
  readonly cookie: string | undefined;
  readonly patienceMs: number;
  /** After how many milliseconds the client goes away; absent: it stays. */
  readonly abortAfterMs?: number | undefined;
}

/** What came of it. */
export interface Outcome {
  /** 0: no answer. */
  readonly status: number;
  readonly problem?: 'timeout' | 'connection' | 'aborted';
  /** Nobody listened: nothing was sent. */
  readonly isRefused?: boolean;
  readonly body: string;
  /** Name and value of the cookie that was set; empty: one was cleared; undefined: neither. */
  readonly cookie?: string | undefined;
  readonly worker?: number | undefined;
}

/** Sends a request, and never throws. */
export function exchange(agent: Agent, call: Call): Promise<Outcome> {
  return new Promise((resolve) => {
    let problem: NonNullable<Outcome['problem']> = 'connection';
    const { port, path, cookie } = call;
    const sent = httpRequest({
      host: '127.0.0.1',
      port,
      path,
      agent,
      method: 'POST',
      headers: { ...(cookie !== undefined && { Cookie: cookie }), 'Content-Length': 0 },
    });
    const giveUp = (why: 'timeout' | 'aborted', ms: number): NodeJS.Timeout =>
      setTimeout(() => {
        problem = why;
        sent.destroy();
      }, ms);
    const timers = [giveUp('timeout', call.patienceMs)];
    if (call.abortAfterMs !== undefined) timers.push(giveUp('aborted', call.abortAfterMs));
    const settle = (outcome: Outcome): void => {
      for (const timer of timers) clearTimeout(timer);
      resolve(outcome);
    };
    const failed = (error?: NodeJS.ErrnoException): void => {
      settle({ status: 0, problem, body: '', isRefused: error?.code === 'ECONNREFUSED' });
    };
    sent.on('error', failed);
    sent.on('response', (answer) => {
      text(answer).then((body) => settle({ ...headOf(answer), body }), failed);
    });
    sent.end();
  });
}

function headOf(answer: IncomingMessage): Omit<Outcome, 'body'> {
  const [cookie] = answer.headers['set-cookie'] ?? [];
  const worker = Number(answer.headers['x-worker']);
  return {
    status: answer.statusCode ?? 0,
    cookie: cookie === undefined ? undefined : pairOf(cookie),
    ...(Number.isInteger(worker) && { worker }),
  };
}

function pairOf(cookie: string): string {
  return /max-age=0/i.test(cookie) ? '' : (cookie.split(';')[0] ?? '');
}
