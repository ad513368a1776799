import { hookActions, hookEvents, listener, op } from '../operations.ts';
import { alone, askRequest, request, type Scripts } from './builders.ts';

/** Each event, with a listener that throws, ends the session or changes its attributes in it. */
const acting: Scripts = Object.fromEntries(
  hookEvents.flatMap((event) =>
    hookActions.map((action) => [
      `a listener does "${action}" on "${event}"`,
      alone(
        request(
          op.hook(event, action),
          op.get('s'),
          op.set('s', 'a', listener('1')),
          op.set('s', 'b', 'x'),
        ),
        request(op.get('s'), op.set('s', 'a', listener('2')), op.change(), op.all('s')),
        request(op.get('s'), op.remove('s', 'a'), op.set('s', 'c', listener('3')), op.all('s')),
        request(op.get('s', false), op.invalidate('s'), op.get('t', false), ...askRequest),
        request(op.get('s', false), op.all('s')),
      ),
    ]),
  ),
);

const failing = op.hook('unbound', 'throw');

export const hooks: Scripts = {
  ...acting,
  'a value fails in valueUnbound': alone(
    request(
      op.get('s'),
      op.set('s', 'a', listener('1')),
      failing,
      op.remove('s', 'a'),
      op.all('s'),
    ),
    request(op.get('s'), op.set('s', 'a', listener('1')), failing, op.set('s', 'a', null)),
    request(op.get('s'), op.set('s', 'a', listener('1')), failing, op.set('s', 'a', 'x')),
    request(
      op.get('s'),
      op.set('s', 'a', listener('1')),
      op.set('s', 'b', listener('2')),
      op.set('s', 'c', 'x'),
      failing,
    ),
    request(op.get('s'), op.invalidate('s'), op.get('t', false), op.id('s')),
  ),
};
