import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const loader = join(import.meta.dirname, '../../../../testing/load-typescript.mjs');

/** Lets a process of a test run the sources as they are. */
export const runSources: readonly string[] = [
  '--conditions=httpsession-source',
  '--disable-warning=ExperimentalWarning',
  '--import',
  pathToFileURL(loader).href,
];
