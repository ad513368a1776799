import type { ServerResponse } from 'node:http';
import { Problem } from '../http/problem.ts';
import { LiveStream } from '../listeners/live-stream.ts';
import type { Services } from '../visit.ts';

/** More streams at a time are not served: each is an open connection. */
const MOST_STREAMS = 100;

/** As many tabs of one visitor may look on: the others want streams, too. */
const MOST_OF_ONE = 4;

/**
 * GET /session/live: the listeners' log as it is written. The page that shows it was given the key;
 * the session itself is not asked for, since a request that uses one keeps it alive.
 */
export function live(
  { response, query }: { response: ServerResponse; query: URLSearchParams },
  { log }: Services,
): void {
  const own = log.find(query.get('key') ?? '');
  if (own === undefined) throw new Problem('notFound');
  if (log.watchers >= MOST_STREAMS || log.watchersOf(own) >= MOST_OF_ONE) {
    throw new Problem('tooManyStreams');
  }
  new LiveStream(log, response).start(own);
}
