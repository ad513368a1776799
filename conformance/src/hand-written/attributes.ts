import { counter, listener, op } from '../operations.ts';
import { alone, request, type Scripts } from './builders.ts';

const [one, two] = [listener('1'), listener('2')];

/** Binding, replacing and removing, and who is told what when. */
export const attributes: Scripts = {
  'plain values': alone(
    request(
      op.get('s'),
      op.set('s', 'a', 'x'),
      op.set('s', 'a', 'x'),
      op.set('s', 'a', 7),
      op.set('s', 'A', 'other'),
      op.all('s'),
      op.remove('s', 'a'),
      op.remove('s', 'a'),
      op.set('s', 'a', null),
      op.set('s', 'A', null),
      op.names('s'),
    ),
    request(op.get('s'), op.all('s')),
  ),
  'no name': alone(
    request(
      op.get('s'),
      op.set('s', null, 'x'),
      op.set('s', null, null),
      op.attribute('s', null),
      op.remove('s', null),
      op.set('s', '', 'x'),
      op.all('s'),
    ),
  ),
  'names that mean something to JavaScript': alone(
    request(
      op.get('s'),
      ...['__proto__', 'constructor', 'toString', 'then', 'hasOwnProperty'].flatMap((name) => [
        op.attribute('s', name),
        op.set('s', name, name),
        op.attribute('s', name),
      ]),
      op.names('s'),
    ),
    request(op.get('s'), op.all('s'), op.invalidate('s')),
  ),
  'binding listeners': alone(
    request(
      op.get('s'),
      op.set('s', 'a', one),
      op.set('s', 'a', one),
      op.set('s', 'a', two),
      op.set('s', 'a', 'plain'),
      op.set('s', 'a', one),
      op.remove('s', 'a'),
      op.set('s', 'a', two),
      op.set('s', 'a', null),
    ),
    request(op.get('s'), op.set('s', 'a', one), op.set('s', 'b', one), op.set('s', 'c', 'x')),
    request(op.get('s'), op.invalidate('s')),
  ),
  'one object in several sessions': {
    variant: 'root',
    clients: [{ carries: 'nothing' }],
    steps: [
      request(op.get('s'), op.set('s', 'a', one)),
      request(op.get('s'), op.set('s', 'a', one)),
      { ...request(op.get('s'), op.remove('s', 'a'), op.invalidate('s')), cookies: ['{0}'] },
      { ...request(op.get('s'), op.is('s', 'a', one), op.invalidate('s')), cookies: ['{1}'] },
    ],
  },
  'an object that changes in place': alone(
    request(op.get('s'), op.set('s', 'a', counter('1')), op.bump('s', 'a')),
    request(op.get('s'), op.attribute('s', 'a'), op.bump('s', 'a'), op.bump('s', 'b')),
    request(op.get('s'), op.attribute('s', 'a'), op.is('s', 'a', counter('1'))),
  ),
  'many attributes at the end': alone(
    request(
      op.get('s'),
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name, index) =>
        op.set('s', name, index % 2 === 0 ? listener(name) : name),
      ),
      op.remove('s', 'c'),
      op.set('s', 'c', listener('again')),
    ),
    request(op.get('s'), op.invalidate('s')),
  ),
};
