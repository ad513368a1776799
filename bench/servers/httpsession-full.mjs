/** The same server; it is full because the bench fills it to the default of `sessionMax` first. */
export { open } from './httpsession.mjs';
