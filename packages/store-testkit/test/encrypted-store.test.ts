import { describe, test } from '@jest/globals';
import { EncryptedStore, MemoryStore, type SessionRecord } from 'httpsession';
import { randomBytes } from 'node:crypto';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { describeSessionStore, type OpenStore } from '../src/index.ts';
import { memoryAbilities } from './support/open-memory-store.ts';

const keys = [randomBytes(32)];

/** Has records of which the values were never encrypted. */
class MixedStore extends MemoryStore {
  readonly #made = new Map<string, SessionRecord>();

  override create(record: SessionRecord): boolean {
    this.#made.set(record.key, record);
    return super.create(record);
  }

  spoil(key: string): void {
    const record = this.#made.get(key);
    this.delete(key);
    if (record) super.create({ ...record, attributes: new Map([['cart', randomBytes(80)]]) });
  }
}

function open(): OpenStore {
  const clock = new FakeClock();
  const inner = new MixedStore({ clock });
  const store = new EncryptedStore(inner, { keys, clock, onError: () => undefined });
  return { store, clock, spoil: (key) => inner.spoil(key), close: () => store.close() };
}

describeSessionStore(
  { describe, test },
  {
    name: 'EncryptedStore around a MemoryStore',
    open,
    abilities: { ...memoryAbilities, unreadable: true },
  },
);
