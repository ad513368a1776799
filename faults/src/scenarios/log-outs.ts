import { acknowledged, latency, requestsOf, traffic } from '../run/figures.ts';
import { inMs, quantile } from '../history/statistics.ts';
import { areCertainEndsTold, BUSY_MS, LEASE_MS, SWEEP_MS } from './ends-by-time.ts';
import { onEveryStore } from './every-store.ts';

/** Renames and ends too: a session that has another id than a moment ago, or none, is logged out as well. */
const MIX = { read: 35, add: 15, set: 20, rename: 4, end: 2, free: 3, ghost: 17, logout: 4 };

/** People who log out everywhere. */
export const logOuts = onEveryStore(
  {
    id: 'F-29',
    title: 'log out everywhere, under load',
    done: 'Three workers on one store; four persons with three sessions each, every one of them in use by slow requests on all workers; several times a second somebody is logged out everywhere (invalidateByPrincipal).',
    holds:
      'No request that begins after the call has returned finds one of the sessions, slow requests bring none back; each end is told exactly once, but for one that a client ended by invalidate() at the same moment; other persons lose nothing.',
  },
  async (stage, rehearsal, store) => {
    for (let n = 0; n < 3; n += 1) await rehearsal.worker(store);
    const load = await rehearsal.load({
      rate: 100,
      clients: 12,
      persons: 4,
      slowMs: 300,
      mix: MIX,
    });
    await rehearsal.during('log-outs', stage.amount(6, 60) * 1000);
    await load.stop();
    // What the call cannot claim itself, as the store is too slow, waits for a sweep; what is claimed, for a lease.
    await rehearsal.until(areCertainEndsTold, LEASE_MS + SWEEP_MS + BUSY_MS);
    await rehearsal.end();
    const { history } = rehearsal;
    const calls = requestsOf(history).filter(({ action }) => action === 'logout');
    const times = calls.map(({ begun, ended }) => ended - begun);
    const ends = history.filter(({ kind }) => kind === 'destroyed');
    return {
      figures: [
        `${calls.length} log-outs, p50 ${inMs(quantile(times, 0.5))}, p99 ${inMs(quantile(times, 0.99))}`,
        `${ends.length} sessions ended`,
        acknowledged(history),
        traffic(history),
        `failures p99 ${inMs(latency(history, 'failed'))}`,
      ],
      violations: [
        ...rehearsal.check({ success: [{ least: 0.999 }] }),
        // Without one this was no rehearsal of anything.
        ...(calls.length > 0 ? [] : [{ rule: 'too few' as const, what: 'nobody logged out' }]),
      ],
    };
  },
);
