import assert from 'node:assert/strict';
import type { Bytes } from 'httpsession';
import { attributesOf, bytesOf, keyOf, range } from '../subject/records.ts';
import type { Group } from './group.ts';

const A = keyOf('a');

/** So many bytes that do not repeat soon, are no valid text, and cannot be compressed to nothing. */
function bytes(length: number): Bytes {
  const made = new Uint8Array(length);
  let state = length + 1;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    made[index] = state >>> 24;
  }
  return made;
}

export const sizes: Group = {
  name: 'sizes',
  tests: {
    'keeps any bytes': async (subject) => {
      const attributes = new Map<string, Bytes>([
        ['empty', new Uint8Array(0)],
        ['zero', new Uint8Array(1)],
        ['all', Uint8Array.from(range(256))],
        ['no text', Uint8Array.of(0xc3, 0x28, 0xff, 0xfe, 0x00, 0xed, 0xa0, 0x80)],
        ['lines', bytesOf('\r\n\0\x1a\\\'"')],
      ]);
      const record = await subject.created('a', { attributes, sealedId: new Uint8Array(0) });
      await subject.assertLoads(record);
      const set = new Map([
        ['all', new Uint8Array(0)],
        ['empty', Uint8Array.of(0xff)],
      ]);
      await subject.store.update(A, subject.change('a', { set }));
      const changed = new Map([...attributes, ...set]);
      await subject.assertLoads({ ...record, version: 2, attributes: changed });
    },

    'cuts nothing off': async (subject) => {
      for (const length of [255, 256, 65_535, 65_536, 100_000]) {
        const attributes = new Map([['value', bytes(length)]]);
        const record = await subject.created(String(length), { attributes });
        await subject.assertLoads(record);
      }
    },

    'keeps one value of the largest size': async (subject) => {
      const length = subject.limits.sessionBytes - 'value'.length;
      const attributes = new Map([['value', bytes(length)]]);
      const record = await subject.created('a', { attributes });
      await subject.assertLoads(record);
      assert.equal(
        await subject.store.update(A, subject.change('a', { set: attributesOf({ small: '1' }) })),
        'ok',
      );
      await subject.assertLoads({
        ...record,
        version: 2,
        attributes: new Map([...attributes, ...attributesOf({ small: '1' })]),
      });
    },

    'takes a change of the largest size': async (subject) => {
      const record = await subject.created('a');
      const set = new Map(
        range(4).map((number) => [
          `value ${number}`,
          bytes(Math.floor(subject.limits.sessionBytes / 4) - 16),
        ]),
      );
      assert.equal(await subject.store.update(A, subject.change('a', { set })), 'ok');
      const attributes = new Map([...record.attributes, ...set]);
      await subject.assertLoads({ ...record, version: 2, attributes });
    },

    'keeps as many attributes as there may be': async (subject) => {
      const attributes = new Map(
        range(subject.limits.attributes).map((number) => [`name ${number}`, bytesOf(`${number}`)]),
      );
      const record = await subject.created('a', { attributes });
      await subject.assertLoads(record);
      const removed = new Set(attributes.keys());
      removed.delete('name 7');
      assert.equal(await subject.store.update(A, subject.change('a', { removed })), 'ok');
      const left = new Map([['name 7', bytesOf('7')]]);
      await subject.assertLoads({ ...record, version: 2, attributes: left });
      assert.equal(await subject.store.update(A, subject.change('a', { set: attributes })), 'ok');
      await subject.assertLoads({ ...record, version: 3, attributes });
    },

    'gives out what is large when it has expired': async (subject) => {
      const attributes = new Map([['value', bytes(300_000)]]);
      const record = await subject.created('a', { attributes, expiresAt: subject.start - 1000 });
      const [claimed] = await subject.store.takeExpired(1, 60_000);
      subject.assertSame(claimed, record);
    },
  },
};
