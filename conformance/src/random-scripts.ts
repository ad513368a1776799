import fc, { type Arbitrary } from 'fast-check';
import { counter, hookActions, hookEvents, listener, op, type Value } from './operations.ts';
import { isReading } from './reading.ts';
import type { Client, Operation, Script, Step, Variant } from './script.ts';
import { urls } from './random-urls.ts';

const slots = fc.constantFrom('s', 't');
const names = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'c') },
  { weight: 2, arbitrary: fc.constantFrom('A', '', '__proto__', 'constructor', 'ü', '0') },
);
const values: Arbitrary<Value> = fc.oneof(
  fc.constantFrom('x', 'y', ''),
  fc.constantFrom(0, 1, -7),
  fc.constantFrom(listener('0'), listener('1'), listener('2')),
  fc.constantFrom(counter('0'), counter('1')),
);
/** Far above the length of a script: expiry is for the scripts written by hand. */
const intervals = fc.constantFrom(60, 1800, 500_000, 2_147_483_647, 0, -1, -60);

const slotOperations = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(slots, names).map(([slot, name]) => op.attribute(slot, name)) },
  {
    weight: 12,
    arbitrary: fc
      .tuple(slots, names, values)
      .map(([slot, name, value]) => op.set(slot, name, value)),
  },
  { weight: 1, arbitrary: fc.tuple(slots, names).map(([slot, name]) => op.set(slot, name, null)) },
  {
    weight: 1,
    arbitrary: fc.tuple(slots, values).map(([slot, value]) => op.set(slot, null, value)),
  },
  { weight: 3, arbitrary: fc.tuple(slots, names).map(([slot, name]) => op.remove(slot, name)) },
  { weight: 1, arbitrary: slots.map((slot) => op.remove(slot, null)) },
  { weight: 1, arbitrary: slots.map((slot) => op.attribute(slot, null)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(slots, names, values)
      .filter(([, , value]) => typeof value === 'object')
      .map(([slot, name, value]) => op.is(slot, name, value)),
  },
  { weight: 2, arbitrary: fc.tuple(slots, names).map(([slot, name]) => op.bump(slot, name)) },
  { weight: 4, arbitrary: slots.map((slot) => op.invalidate(slot)) },
  {
    weight: 2,
    arbitrary: fc.tuple(slots, intervals).map(([slot, value]) => op.setInterval(slot, value)),
  },
  ...[op.id, op.isNew, op.created, op.accessed, op.interval, op.context, op.names, op.all].map(
    (make) => ({ weight: 1, arbitrary: slots.map((slot) => make(slot)) }),
  ),
);

const requestOperations = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(slots, fc.constantFrom(true, false, 'default' as const))
      .map(([slot, create]) => op.get(slot, create)),
  },
  { weight: 4, arbitrary: fc.constant(op.change()) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      op.requested(),
      op.valid(),
      op.fromCookie(),
      op.fromUrl(),
      op.committed(),
      op.same('s', 't'),
    ),
  },
  { weight: 3, arbitrary: urls.map((url) => op.encode(url)) },
  { weight: 2, arbitrary: urls.map((url) => op.encodeRedirect(url)) },
  { weight: 1, arbitrary: fc.constantFrom(op.encode(null), op.encodeRedirect(null)) },
  { weight: 2, arbitrary: fc.constant(op.flush()) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('/page', 'next', 'page?q=1').map((url) => op.redirect(url)),
  },
  { weight: 1, arbitrary: fc.constant(op.fail()) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...hookEvents), fc.constantFrom(...hookActions))
      .map(([event, action]) => op.hook(event, action)),
  },
);

const operations: Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: slotOperations },
  { weight: 2, arbitrary: requestOperations },
);

/** What a client may send as an id: one it should know, one of others, one of the past, junk. */
const known = fc.constantFrom('{0}', '{1}', '{2}', '{3}');
const junk = ['junk', '', '0123456789ABCDEF0123456789ABCDEF', '{0}x', 'x{0}', '{0}.route'];
const sentCookies = fc.oneof(
  { weight: 6, arbitrary: known },
  {
    weight: 4,
    arbitrary: fc.constantFrom(...junk, '"{0}"', '../../etc/passwd', '%00', 'a'.repeat(300)),
  },
);
/** Without what Tomcat refuses in a request line, whatever it is for. */
const sentUrlIds = fc.oneof({ weight: 6, arbitrary: known }, fc.constantFrom(...junk));

const clients: Arbitrary<Client> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Client>({ carries: 'cookie' }) },
  { weight: 2, arbitrary: fc.constant<Client>({ carries: 'cookie', keepsDeleted: true }) },
  { weight: 2, arbitrary: fc.constant<Client>({ carries: 'cookie', sharesWith: 0 }) },
  { weight: 3, arbitrary: fc.constant<Client>({ carries: 'url' }) },
  { weight: 1, arbitrary: fc.constant<Client>({ carries: 'both' }) },
  { weight: 1, arbitrary: fc.constant<Client>({ carries: 'nothing' }) },
);

const steps = fc.record({
  client: fc.nat(2),
  path: fc.constantFrom('/page', '/page', '/', '/deep/er/page'),
  first: fc.constantFrom(op.get('s'), op.get('s'), op.get('s', false), undefined),
  operations: fc.array(operations, { minLength: 1, maxLength: 8 }),
  cookies: fc.option(fc.array(sentCookies, { minLength: 0, maxLength: 3 }), {
    freq: 6,
    nil: undefined,
  }),
  urlId: fc.option(sentUrlIds, { freq: 12, nil: undefined }),
});

/** Scripts of one to six requests by one to three clients. */
export const scripts: Arbitrary<Script> = fc
  .record({
    variant: fc.oneof(
      { weight: 5, arbitrary: fc.constant<Variant['name']>('root') },
      { weight: 2, arbitrary: fc.constantFrom<Variant['name']>('shop', 'cookie', 'url') },
    ),
    clients: fc.array(clients, { minLength: 1, maxLength: 3 }),
    steps: fc.array(steps, { minLength: 1, maxLength: 6 }),
    // Only then can times be told apart to the step.
    spaced: fc.oneof({ weight: 24, arbitrary: fc.constant(false) }, fc.constant(true)),
  })
  .map((script) => ({
    variant: script.variant,
    clients: script.clients,
    steps: withoutClashes(script.steps.map((step) => finish(step, script))),
  }));

/**
 * What a listener does in an event that only Tomcat fires cannot be told from what it does: no
 * listener acts on id changes where one may come too late, nor at all where one fails in valueUnbound.
 */
function withoutClashes(all: readonly Step[]): Step[] {
  const operations = all.flatMap((step) => step.operations);
  const has = (...wanted: readonly string[]): boolean =>
    operations.some((operation) => wanted.every((field, at) => operation[at] === field));
  const isUnboundFailing = has('hook', 'unbound', 'throw');
  const isLate = has('change') && (has('flush') || has('redirect'));
  const isAllowed = ([name, event, action]: Operation): boolean => {
    if (name !== 'hook') return true;
    if (isUnboundFailing) return event === 'unbound' && action === 'throw';
    return !isLate || event !== 'changed';
  };
  return all.map((step) => {
    const allowed = step.operations.filter(isAllowed);
    return { ...step, operations: allowed.length > 0 ? allowed : [op.requested()] };
  });
}

function finish(
  step: typeof steps extends Arbitrary<infer T> ? T : never,
  script: { readonly clients: readonly Client[]; readonly spaced: boolean },
): Step {
  const client = step.client % script.clients.length;
  const carries = script.clients[client]?.carries;
  const all = [
    ...(step.first === undefined ? [] : [step.first]),
    ...step.operations,
    // How a client without cookies comes by its id.
    ...(carries === 'url' || carries === 'both' ? [op.encode('next')] : []),
  ];
  const known = new Set(step.cookies?.filter((cookie) => cookie.includes('{')) ?? []);
  return {
    client,
    path: step.path,
    // Ours refuses such a request when both ids are alive, so it must change nothing on Tomcat.
    operations: known.size > 1 ? [op.get('s', false), ...all.filter(isReading)] : all,
    ...(step.cookies === undefined ? {} : { cookies: step.cookies }),
    ...(step.urlId === undefined ? {} : { urlId: step.urlId }),
    ...(script.spaced ? { pause: 2 } : {}),
  };
}
