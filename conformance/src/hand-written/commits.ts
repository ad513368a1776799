import { op } from '../operations.ts';
import type { Variant } from '../script.ts';
import { alone, askRequest, request, under, type Scripts } from './builders.ts';

const afterFirstByte = alone(
  request(
    op.committed(),
    op.flush(),
    op.committed(),
    op.get('s', false),
    op.get('t'),
    ...askRequest,
  ),
  request(op.get('s'), op.flush(), op.set('s', 'a', 'late'), op.get('t'), op.same('s', 't')),
  request(op.flush(), op.get('s'), op.all('s'), op.redirect('/page'), op.encode('next')),
  request(op.redirect('/page'), op.committed(), op.get('s'), op.set('s', 'b', 'later')),
  request(
    op.get('s'),
    op.all('s'),
    op.flush(),
    op.invalidate('s'),
    op.get('t', false),
    op.get('t'),
  ),
  request(op.get('s', false), ...askRequest),
);

const changes = alone(
  request(op.change()),
  request(
    op.get('s'),
    op.change(),
    op.id('s'),
    op.get('t', false),
    op.same('s', 't'),
    op.isNew('s'),
  ),
  request(op.change(), ...askRequest, op.get('s', false), op.encode('next'), op.created('s')),
  { ...request(op.get('s', false), ...askRequest), cookies: ['{0}'] },
  { ...request(op.get('s', false), ...askRequest), cookies: ['{1}'] },
  request(op.get('s', false), op.change(), op.change(), ...askRequest),
  request(op.get('s'), op.change(), op.invalidate('s'), op.change(), ...askRequest),
  request(op.get('s'), op.change(), ...askRequest),
);

const lateChange = alone(
  request(op.get('s'), op.set('s', 'a', 'x')),
  request(op.flush(), op.change(), op.get('s'), op.id('s'), ...askRequest),
  request(op.get('s'), op.all('s'), op.isNew('s'), ...askRequest),
  request(op.redirect('next'), op.change(), op.change(), op.get('s'), op.id('s')),
  request(op.get('s'), op.all('s'), op.invalidate('s'), op.flush(), op.change()),
);

const everywhere: readonly Variant['name'][] = ['root', 'shop', 'cookie', 'url'];

/** What is still possible once the first byte is out, and changes of the id. */
export const commits: Scripts = Object.fromEntries(
  everywhere.flatMap((variant) => [
    [`behind the first byte (${variant})`, under(variant, afterFirstByte)],
    [`changes of the id (${variant})`, under(variant, changes)],
    [`a change of the id behind the first byte (${variant})`, under(variant, lateChange)],
  ]),
);
