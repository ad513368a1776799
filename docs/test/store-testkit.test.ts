// #region kit
import { describe, test } from '@jest/globals';
import { describeSessionStore } from '@httpsession/store-testkit';
import { MapStore } from '../../examples/docs/map-store.ts';

describeSessionStore(
  { describe, test },
  {
    name: 'MapStore',
    open: () => {
      const store = new MapStore();
      return { store, close: () => store.close() };
    },
  },
);
// #endregion kit
