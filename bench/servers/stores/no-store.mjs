export { open } from '../httpsession.mjs';
