import { describe, test } from '@jest/globals';
import { MemoryStore } from 'httpsession';
import { describeSessionStore } from '../src/index.ts';
import { memoryAbilities, openOnFakeClock } from './support/open-memory-store.ts';

describeSessionStore(
  { describe, test },
  { name: 'MemoryStore', open: () => openOnFakeClock(), abilities: memoryAbilities },
);

describeSessionStore(
  { describe, test },
  {
    name: 'MemoryStore in real time',
    open: () => {
      const store = new MemoryStore({ coherent: false });
      return { store, close: () => store.close() };
    },
    abilities: memoryAbilities,
  },
);
