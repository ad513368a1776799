import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const loader = join(import.meta.dirname, 'load-typescript.mjs');

/** Arguments of node with which a process of a test runs the sources as they are: nothing needs to be built. */
export const runSources: readonly string[] = [
  '--conditions=httpsession-source',
  '--disable-warning=ExperimentalWarning',
  '--import',
  pathToFileURL(loader).href,
];
