import { besides, callCost, median, pairedRatio } from './arithmetic.mjs';

const MIN_RATE = 0.85;
/** The CPU of one request above bare, in microseconds: whose, and how much. */
const CALL_BUDGETS = {
  read: { name: 'httpsession', what: 'read', max: 2 },
  write: { name: 'httpsession', what: 'write', max: 2 },
  create: { name: 'httpsession', what: 'create', max: 4 },
  action: {
    name: 'controller',
    what: 'controller action with two interceptors and a session read',
    max: 6,
  },
};
const MAX_SESSION_BYTES = 850;
const MAX_DELAY_MS = 5;
const MAX_HEAP_LEFT = 1.15;

/**
 * @typedef {object} Verdict
 * @property {string} budget
 * @property {string} measured
 * @property {boolean} holds
 */

/**
 * Compares what was measured with what httpsession promises.
 * @param {any} results
 * @returns {Verdict[]}
 */
export function verdicts({ calls = {}, rates = {}, heap = [], loop }) {
  return [
    ...callVerdicts(calls),
    ...rateVerdicts(rates),
    ...heapVerdicts(heap),
    ...(loop ? loopVerdicts(loop) : []),
  ];
}

function callVerdicts(calls) {
  return Object.entries(calls).flatMap(([load, turns]) => {
    const { name, what, max } = CALL_BUDGETS[load];
    if (turns.bare === undefined || turns[name] === undefined) return [];
    const { above } = callCost(turns, name);
    return {
      budget: `${what}: at most ${max} µs of CPU above bare`,
      measured: `${above.toFixed(2)} µs`,
      holds: above <= max,
    };
  });
}

/** Making a session has a budget of CPU alone. */
function rateVerdicts(rates) {
  return Object.entries(rates).flatMap(([load, rounds]) => {
    const { bare, httpsession } = rounds;
    if (load === 'create' || bare === undefined || httpsession === undefined) return [];
    const beside = besides(rounds, 'httpsession');
    const rate = pairedRatio(
      httpsession.map((round) => round.rate),
      beside.map((round) => round.rate),
    ).median;
    return {
      budget: `${load}: at least ${MIN_RATE} of the rate of bare`,
      measured: rate.toFixed(3),
      holds: rate >= MIN_RATE,
    };
  });
}

function heapVerdicts(heap) {
  return heap
    .filter(({ subject }) => subject === 'httpsession')
    .map(({ count, bytes }) => ({
      budget: `${thousands(count)} sessions: at most ${MAX_SESSION_BYTES} bytes each`,
      measured: `${Math.round(bytes)} bytes`,
      holds: bytes <= MAX_SESSION_BYTES,
    }));
}

function loopVerdicts({ count, phases, heap }) {
  const left = heap.after / heap.empty;
  // So many objects cost the collector's pauses, whoever has them.
  const untouched = phases.find(({ subject }) => subject === 'map-untouched')?.p99 ?? 0;
  return [
    ...phases
      .filter(({ subject }) => subject === 'httpsession')
      .map(({ phase, p99 }) => {
        const added = p99 - untouched;
        return {
          budget: `${thousands(count)} sessions, ${phase}: event loop delay at most ${MAX_DELAY_MS} ms above as many that nothing looks at (p99)`,
          measured: `${added.toFixed(2)} ms`,
          holds: added <= MAX_DELAY_MS,
        };
      }),
    {
      budget: `heap after they expired: at most ${MAX_HEAP_LEFT} of that before they came`,
      measured: left.toFixed(3),
      holds: left <= MAX_HEAP_LEFT,
    },
  ];
}

/** A million as 1 000 000. */
export function thousands(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** The middle of what the rounds of one server show. */
export function middle(rounds, key) {
  return median(rounds.map((round) => round[key]));
}
