import { runSources } from '../../../../testing/run-sources.ts';

/** What each store of this package can do. */
export const abilities = {
  listing: true,
  principals: true,
  locks: true,
  notices: true,
  manyProcesses: {
    module: new URL('./open-in-process.ts', import.meta.url),
    execArgv: runSources,
  },
  managersInProcesses: 'the contract on one server does it, with ioredis',
} as const;
