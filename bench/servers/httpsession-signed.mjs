import { open as openUnsigned } from './httpsession.mjs';

/** httpsession with signed ids, as the packages beside it have them. */
export function open(options) {
  return openUnsigned({ ...options, secrets: ['a secret of more than thirty-two bytes'] });
}
