import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const loader = join(import.meta.dirname, '../../../../testing/load-typescript.mjs');

/** What each store of this package can do. */
export const abilities = {
  listing: true,
  principals: true,
  locks: true,
  notices: true,
  manyProcesses: {
    module: new URL('./open-in-process.ts', import.meta.url),
    execArgv: [
      '--conditions=httpsession-source',
      '--disable-warning=ExperimentalWarning',
      '--import',
      pathToFileURL(loader).href,
    ],
  },
} as const;
