import type { Scenario } from '../run/scenario.ts';
import { aborts } from './aborts.ts';
import { badListeners } from './bad-listeners.ts';
import { badNetworks } from './bad-networks.ts';
import { clockSteps } from './clock-steps.ts';
import { clusterKills } from './cluster-kills.ts';
import { expiry } from './expiry.ts';
import { fullDisk } from './full-disk.ts';
import { killedServers } from './killed-servers.ts';
import { killedWorkers } from './killed-workers.ts';
import { killedWriters } from './killed-writers.ts';
import { logOuts } from './log-outs.ts';
import { orderlyStop } from './orderly-stop.ts';
import { endedBackends } from './postgres-troubles.ts';
import { rolling } from './rolling.ts';
import { soak } from './soak.ts';
import { stoppedServers } from './stopped-servers.ts';
import { wholeLives } from './whole-lives.ts';

/** All scenarios, in the order of the plan. */
export const SCENARIOS: readonly Scenario[] = [
  killedWriters,
  killedWorkers,
  killedServers,
  stoppedServers,
  endedBackends,
  badNetworks,
  fullDisk,
  clockSteps,
  aborts,
  orderlyStop,
  clusterKills,
  rolling,
  badListeners,
  soak,
  expiry,
  logOuts,
  wholeLives,
]
  .flat()
  .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
