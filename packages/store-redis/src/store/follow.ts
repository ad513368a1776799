import { fromWire } from '../record/wire-text.ts';
import type { Moves } from './moves.ts';

/** Asks under a key; with a uid, for that session and no other. */
export type Ask = (key: string, uid: string) => unknown;

/** How often a call goes on to where a session has moved meanwhile. More is no session but a circle. */
const MAX_STEPS = 200;

/**
 * Asks under a key, and where the answer says that the session is now. An answer of two says so: 3 and, as the
 * script `forward` writes it, uid and key to which it has gone; 5 and the same: it has, but what it had was left
 * behind and still counts; 4 and an old key: its place is here, but it may not have come yet. Gives the first answer that is none of these; 0 when there is no session.
 */
export async function followSession(
  key: string,
  ask: Ask,
  moves: Pick<Moves, 'complete'>,
): Promise<unknown> {
  let [at, uid] = [key, ''];
  let isWaiting = false;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const answer = await ask(at, uid);
    if (!Array.isArray(answer)) return answer;
    const [kind, link] = answer as [number, Buffer];
    if (kind !== 4) {
      const from = at;
      [uid, at] = readForward(link);
      if (kind === 5) await moves.complete(from, at);
      continue;
    }
    const hasCome = await moves.complete(fromWire(link.toString()), at);
    // Not twice in vain: whoever renames has not come to the instant yet, so there is no session here.
    if (!hasCome && isWaiting) return 0;
    isWaiting = !hasCome;
  }
  return 0;
}

/** The uid, as it is on the server, and the key. */
function readForward(link: Buffer): [uid: string, key: string] {
  const from = link.indexOf(':') + 1;
  const end = from + Number.parseInt(link.toString('latin1', 0, from), 10);
  return [link.toString('utf8', from, end), fromWire(link.toString('utf8', end))];
}
