import { listener, op } from '../operations.ts';
import { alone, askRequest, browser, request, requestOf, type Scripts } from './builders.ts';

const times = [op.created('s'), op.accessed('s'), op.isNew('s')];

/** Times and expiry. These take real time, some seconds each. */
export const timed: Scripts = {
  'last access is the request before this one': alone(
    { ...request(op.get('s'), ...times), pause: 5 },
    { ...request(op.get('s'), ...times, op.set('s', 'a', 'x'), op.accessed('s')), pause: 5 },
    // An access although nobody asks for the session.
    { ...request(op.requested()), pause: 5 },
    { ...request(op.get('s'), ...times), pause: 5 },
    { ...request(op.get('s'), op.change(), ...times), pause: 5 },
    { ...request(op.get('s'), ...times), pause: 5 },
  ),
  'an idle session expires': alone(
    request(op.get('s'), op.set('s', 'a', listener('0')), op.setInterval('s', 2), op.interval('s')),
    { ...request(op.get('s', false), op.all('s')), pause: 1200 },
    { ...request(op.get('s', false), op.all('s')), pause: 1200 },
    { ...request(op.get('s', false), op.get('t'), ...askRequest), pause: 2300 },
    { ...request(op.get('s', false)), cookies: ['{0}'] },
  ),
  'listeners hear of it without any request': alone(
    request(
      op.get('s'),
      op.set('s', 'a', listener('0')),
      op.set('s', 'b', 'x'),
      op.setInterval('s', 1),
    ),
    { ...request(op.get('s', false)), cookies: [], pause: 3500 },
    { ...request(op.get('s', false), ...askRequest) },
  ),
  'an interval of zero or less never ends': alone(
    request(op.get('s'), op.setInterval('s', 0), op.interval('s')),
    { ...request(op.get('s', false), op.setInterval('s', -5), op.interval('s')), pause: 1300 },
    { ...request(op.get('s', false), op.setInterval('s', 2_147_483_647)), pause: 1300 },
    { ...request(op.get('s', false), op.interval('s'), op.setInterval('s', 1)), pause: 1300 },
    { ...request(op.get('s', false)), pause: 1300 },
  ),
  'a session in use does not expire': {
    variant: 'root',
    clients: [browser, { carries: 'cookie', sharesWith: 0 }],
    steps: [
      request(op.get('s'), op.set('s', 'a', 'x'), op.setInterval('s', 1)),
      {
        ...request(op.get('s'), op.sleep(2500), op.get('t', false), op.same('s', 't'), op.all('s')),
        meanwhile: { after: 2000, step: requestOf(1, op.get('s', false), op.all('s')) },
      },
      request(op.get('s', false), op.all('s')),
    ],
  },
  'ended by another request while in use': {
    variant: 'root',
    clients: [browser, { carries: 'cookie', sharesWith: 0 }],
    steps: [
      request(op.get('s'), op.set('s', 'a', 'x')),
      {
        ...request(
          op.get('s'),
          op.sleep(300),
          op.attribute('s', 'a'),
          op.get('t', false),
          op.valid(),
          op.id('s'),
        ),
        meanwhile: { after: 100, step: requestOf(1, op.get('s'), op.invalidate('s')) },
      },
      request(op.get('s', false), ...askRequest),
    ],
  },
  'renamed by another request while in use': {
    variant: 'root',
    clients: [browser, { carries: 'cookie', sharesWith: 0 }],
    steps: [
      request(op.get('s'), op.set('s', 'a', 'x')),
      {
        ...request(
          op.get('s'),
          op.sleep(300),
          op.id('s'),
          op.get('t', false),
          op.same('s', 't'),
          op.valid(),
          op.set('s', 'b', 'y'),
        ),
        meanwhile: { after: 100, step: requestOf(1, op.change()) },
      },
      request(op.get('s', false), op.all('s'), ...askRequest),
      { ...request(op.get('s', false), ...askRequest), cookies: ['{0}'] },
    ],
  },
};
