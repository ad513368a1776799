import { listener, op } from '../operations.ts';
import {
  alone,
  askRequest,
  askSession,
  request,
  requestOf,
  browser,
  type Scripts,
} from './builders.ts';

/** Creation, joining, the end, and what is left afterwards. */
export const lifecycle: Scripts = {
  'a session begins, is joined and ends': alone(
    request(op.get('s', false), ...askRequest),
    request(op.get('s'), ...askSession, op.get('t', true), op.same('s', 't'), ...askRequest),
    request(op.get('s', false), ...askSession, ...askRequest),
    request(op.get('s'), op.invalidate('s'), op.get('t', false), ...askRequest),
    request(op.get('s', false), ...askRequest),
  ),
  'every call on an invalidated session': alone(
    request(op.get('s'), op.set('s', 'a', 'x'), op.setInterval('s', 77)),
    request(
      op.get('s'),
      op.invalidate('s'),
      ...askSession,
      op.setInterval('s', 5),
      op.interval('s'),
      op.set('s', 'a', 'y'),
      op.set('s', 'a', null),
      op.set('s', null, 'y'),
      op.attribute('s', null),
      op.remove('s', 'a'),
      op.remove('s', null),
      op.remove('s', 'unknown'),
      op.invalidate('s'),
      op.change(),
      ...askRequest,
    ),
  ),
  'another session in the request that ended one': alone(
    request(op.get('s'), op.set('s', 'a', 'x')),
    request(
      op.get('s'),
      op.invalidate('s'),
      op.get('t'),
      op.same('s', 't'),
      op.attribute('t', 'a'),
      op.isNew('t'),
      op.id('s'),
      op.encode('/page'),
      ...askRequest,
    ),
    request(op.get('s'), op.isNew('s'), op.all('s')),
  ),
  'made and ended again and again in one request': alone(
    request(
      ...[1, 2, 3].flatMap(() => [op.get('s'), op.set('s', 'a', 1), op.invalidate('s')]),
      op.get('s', false),
    ),
    request(op.get('s', false), ...askRequest),
  ),
  'a stale id makes a new session with another id': alone(
    request(op.get('s'), op.invalidate('s'), op.get('t', false)),
    { ...request(op.get('s', false), op.get('t'), op.isNew('t'), ...askRequest), cookies: ['{0}'] },
    { ...request(op.get('s'), op.isNew('s'), ...askRequest), cookies: ['{0}'] },
  ),
  'a client that never sends the id back': {
    variant: 'root',
    clients: [{ carries: 'nothing' }],
    steps: [1, 2, 3].map(() => request(op.get('s'), op.isNew('s'), op.names('s'), ...askRequest)),
  },
  'two windows and another client': {
    variant: 'root',
    clients: [browser, { carries: 'cookie', sharesWith: 0 }, browser],
    steps: [
      requestOf(0, op.get('s'), op.set('s', 'a', listener('0'))),
      requestOf(1, op.get('s'), op.is('s', 'a', listener('0')), op.set('s', 'b', listener('0'))),
      requestOf(2, op.get('s'), op.attribute('s', 'a'), op.set('s', 'a', listener('0'))),
      requestOf(0, op.get('s'), op.all('s'), op.invalidate('s')),
      requestOf(1, op.get('s', false), ...askRequest),
      requestOf(2, op.get('s', false), op.all('s'), ...askRequest),
    ],
  },
  'a request that throws keeps its session': alone(
    request(op.get('s'), op.set('s', 'a', 'x'), op.fail()),
    request(op.get('s', false), op.all('s'), op.set('s', 'a', 'y'), op.fail()),
    request(op.get('s', false), op.all('s'), op.invalidate('s'), op.fail()),
    request(op.get('s', false), ...askRequest),
  ),
};
