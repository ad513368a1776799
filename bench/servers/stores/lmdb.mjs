import { LmdbStore } from '@httpsession/store-lmdb';
import { httpsessionOn } from './httpsession-on.mjs';

export const open = ({ folder }) => httpsessionOn(new LmdbStore({ path: folder }));
