import { parseArgs } from 'node:util';
import { LOADS, subjects } from '../servers/index.mjs';

const PARTS = ['calls', 'rates', 'heap', 'loop'];

const FULL = {
  rounds: 11,
  seconds: 1,
  warmTurnSeconds: 1,
  warmUpSeconds: { node: 3, java: 15 },
  sessions: 1000,
  callStarts: 4,
  callTurns: 25,
  callsPerTurn: 4096,
  heapCounts: [200_000, 1_000_000],
  loopCount: 1_000_000,
  loopSeconds: 10,
};

/** Long enough to see that everything runs, far too short to be believed. */
const QUICK = {
  rounds: 1,
  seconds: 1,
  warmTurnSeconds: 0,
  warmUpSeconds: { node: 1, java: 1 },
  sessions: 100,
  callStarts: 1,
  callTurns: 2,
  callsPerTurn: 1024,
  heapCounts: [20_000],
  loopCount: 20_000,
  loopSeconds: 1,
};

export const USAGE = `node bench/main.mjs [options]
  --quick                 a smoke run of a minute or two; the page is not touched
  --parts calls,rates,heap,loop what to measure
  --loads ${LOADS.join()}
  --subjects a,b          ${subjects.map(({ name }) => name).join(', ')}
  --server-core 0         the core of the servers
  --load-core 1           the core of the load generator
  --connections 32        how many the load generator keeps busy
  --rounds 11             how often each server takes its turn
  --no-page               print only, even after a full run
`;

/**
 * @param {readonly string[]} argv
 */
export function settingsFrom(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      parts: { type: 'string', default: PARTS.join() },
      loads: { type: 'string', default: LOADS.join() },
      subjects: { type: 'string', default: subjects.map(({ name }) => name).join() },
      'server-core': { type: 'string', default: '0' },
      'load-core': { type: 'string', default: '1' },
      connections: { type: 'string', default: '32' },
      rounds: { type: 'string' },
      'no-page': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const size = values.quick ? QUICK : FULL;
  const known = subjects.map(({ name }) => name);
  const parts = chosen(values.parts, PARTS);
  const loads = chosen(values.loads, LOADS);
  const names = chosen(values.subjects, known);
  const complete =
    parts.length === PARTS.length && loads.length === LOADS.length && names.length === known.length;
  return {
    ...size,
    rounds: Number(values.rounds ?? size.rounds),
    parts,
    loads,
    subjects: subjects.filter(({ name }) => names.includes(name)),
    serverCore: Number(values['server-core']),
    loadCore: Number(values['load-core']),
    connections: Number(values.connections),
    quick: values.quick,
    // A page with half a table would contradict its own text.
    writesPage: complete && !values.quick && !values['no-page'],
    help: values.help,
  };
}

/** @typedef {ReturnType<typeof settingsFrom>} Settings */

function chosen(list, known) {
  const names = list.split(',');
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`"${unknown}" is none of ${known.join(', ')}`);
  return names;
}
