import type { MaybePromise, SessionStore } from 'httpsession';
import { doJob, type JobName } from '../jobs/jobs.ts';

/** What the suite sends: the number of the job comes back with the result. */
interface Order {
  readonly number: number;
  readonly name: JobName;
  readonly input: unknown;
}

/**
 * The work of a process that the suite has started: opens a store and does the jobs that come in. Ends with the
 * process of the suite.
 */
export function work(openStore: (address: string) => MaybePromise<SessionStore>): void {
  const [, address = ''] = process.argv;
  const store = Promise.resolve(openStore(address));
  const answer = (message: object): void => void process.send?.(message);
  process.on('message', ({ number, name, input }: Order) => {
    store
      .then((opened) => doJob(opened, name, input))
      .then(
        (result) => answer({ number, result }),
        (error: unknown) =>
          answer({ number, error: error instanceof Error ? error.stack : String(error) }),
      );
  });
  // It must not outlive its suite, also when its server has gone and the store cannot be closed.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  store.then(
    () => answer({ isReady: true }),
    (error: unknown) => answer({ number: 0, error: String(error) }),
  );
}
