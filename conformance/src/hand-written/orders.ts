import { listener, op } from '../operations.ts';
import type { Operation } from '../script.ts';
import { alone, askRequest, request, type Scripts } from './builders.ts';

const steps: Readonly<Record<string, Operation>> = {
  get: op.get('s'),
  change: op.change(),
  invalidate: op.invalidate('s'),
  flush: op.flush(),
};

/** All sequences of that many names. */
function sequences(length: number): string[][] {
  if (length === 0) return [[]];
  return sequences(length - 1).flatMap((sequence) =>
    Object.keys(steps).map((name) => [...sequence, name]),
  );
}

/**
 * Each order of creating, renaming, ending and committing, up to four of them in one request, for a
 * client that comes with a session and for one that comes without: the cookie of the response must
 * show the last state, and only that.
 */
export const orders: Scripts = Object.fromEntries(
  [1, 2, 3, 4].flatMap(sequences).flatMap((sequence) => {
    const operations = sequence
      .flatMap((name) => Object.entries(steps).filter(([known]) => known === name))
      .map(([, operation]) => operation);
    const tail = [op.get('t', false), op.valid(), op.encode('next')];
    const look = request(op.get('s', false), ...askRequest, op.all('s'));
    return [
      [`${sequence.join(', ')}: newcomer`, alone(request(...operations, ...tail), look)],
      [
        `${sequence.join(', ')}: returner`,
        alone(
          request(op.get('s'), op.set('s', 'a', listener('0'))),
          request(op.get('s', false), ...operations, ...tail),
          look,
        ),
      ],
    ];
  }),
);
