import { readFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';

const MANIFEST = new URL('../package.json', import.meta.url);
const DRIVERS = /^(connect-|express-session|ioredis|lmdb|mysql2|pg$|redis$)/;

/** What ran, and on what. */
export function storeMachine({ starts, turns, perTurn, serverCore, storeCore }, services) {
  const { dependencies } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  const packages = Object.entries(dependencies)
    .filter(([name]) => DRIVERS.test(name))
    .map(([name, version]) => `${name} ${version}`);
  const servers = Object.values(services).flatMap(({ version = [] }) => version);
  const [{ model }, ...others] = cpus();
  return [
    `${model}, ${others.length + 1} cores, ${type()} ${release()}; node on core ${serverCore}, ` +
      `the servers of the stores on core ${storeCore}; each started ${starts} times, ` +
      `${turns} turns of ${perTurn} requests each time, 64 at a time.`,
    `${[`Node ${process.versions.node}`, ...packages, ...servers].join(', ')}.`,
  ].join('\n\n');
}
