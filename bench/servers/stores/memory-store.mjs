import { MemoryStore } from 'httpsession';
import { httpsessionOn } from './httpsession-on.mjs';

/** What the way through a store costs by itself: encoding, the held answer, the commit. */
export const open = () => httpsessionOn(new MemoryStore());
