import { attributesOf, bytesOf, keyOf } from '../subject/records.ts';
import type { Group } from './group.ts';

const A = keyOf('a');

export const isolation: Group = {
  name: 'isolation',
  tests: {
    'keeps what it was given to create': async (subject) => {
      const attributes = attributesOf({ cart: 'tea' });
      const sealedId = bytesOf('sealed');
      const record = await subject.created('a', { attributes, sealedId });
      const expected = {
        ...record,
        sealedId: bytesOf('sealed'),
        attributes: attributesOf({ cart: 'tea' }),
      };
      attributes.get('cart')?.fill(0);
      attributes.set('extra', bytesOf('x'));
      sealedId.fill(0);
      await subject.assertLoads(expected);
      attributes.clear();
      await subject.assertLoads(expected);
    },

    'keeps what it was given to change': async (subject) => {
      const record = await subject.created('a');
      const set = attributesOf({ more: 'milk' });
      const removed = new Set(['none']);
      await subject.store.update(A, subject.change('a', { set, removed }));
      set.get('more')?.fill(0);
      set.set('extra', bytesOf('x'));
      removed.add('cart');
      await subject.assertLoads({
        ...record,
        version: 2,
        attributes: attributesOf({ cart: 'tea', more: 'milk' }),
      });
    },

    'keeps the sealed id of a rename': async (subject) => {
      const record = await subject.created('a');
      const sealedId = bytesOf('sealed');
      await subject.store.rename(A, keyOf('b'), sealedId);
      sealedId.fill(0);
      await subject.assertLoads({ ...record, key: keyOf('b'), sealedId: bytesOf('sealed') });
    },

    'gives to each load a copy of its own': async (subject) => {
      const record = await subject.created('a', { sealedId: bytesOf('sealed') });
      const [first, second] = [await subject.loaded(A), await subject.loaded(A)];
      first.attributes.get('cart')?.fill(0);
      first.sealedId?.fill(0);
      (first.attributes as Map<string, unknown>).clear();
      subject.assertSame(second, record);
      await subject.assertLoads(record);
    },

    'gives to each claim a copy of its own': async (subject) => {
      const record = await subject.expired('a');
      const [first] = await subject.store.takeExpired(1, 20);
      first?.attributes.get('cart')?.fill(0);
      (first?.attributes as Map<string, unknown>).clear();
      await subject.pass(40);
      const [second] = await subject.store.takeExpired(1, 20);
      subject.assertSame(second, record);
    },

    'takes bytes that are part of a larger piece of memory': async (subject) => {
      const large = bytesOf('before tea after');
      const attributes = new Map([['cart', large.subarray(7, 10)]]);
      const record = await subject.created('a', { attributes });
      await subject.assertLoads({ ...record, attributes: attributesOf({ cart: 'tea' }) });
      await subject.store.update(
        A,
        subject.change('a', { set: new Map([['cart', large.subarray(0, 6)]]) }),
      );
      await subject.assertLoads({
        ...record,
        version: 2,
        attributes: attributesOf({ cart: 'before' }),
      });
    },
  },
};
