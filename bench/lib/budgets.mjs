import { besides, median, pairedDifference, pairedRatio } from './arithmetic.mjs';

const MIN_RATE = 0.85;
const MAX_MICROS = { read: 2, write: 2, create: 4 };
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
export function verdicts({ rates = {}, heap = [], loop }) {
  return [...rateVerdicts(rates), ...heapVerdicts(heap), ...(loop ? loopVerdicts(loop) : [])];
}

function rateVerdicts(rates) {
  return Object.entries(rates).flatMap(([load, rounds]) => {
    const { bare, httpsession } = rounds;
    if (bare === undefined || httpsession === undefined) return [];
    const beside = besides(rounds, 'httpsession');
    const of = (key) => [httpsession.map((round) => round[key]), beside.map((round) => round[key])];
    const micros = pairedDifference(...of('cpu')).median;
    const verdict = {
      budget: `${load}: at most ${MAX_MICROS[load]} µs of CPU above bare`,
      measured: `${micros.toFixed(2)} µs`,
      holds: micros <= MAX_MICROS[load],
    };
    if (load === 'create') return [verdict];
    const rate = pairedRatio(...of('rate')).median;
    return [
      verdict,
      {
        budget: `${load}: at least ${MIN_RATE} of the rate of bare`,
        measured: rate.toFixed(3),
        holds: rate >= MIN_RATE,
      },
    ];
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
  return [
    ...phases
      .filter(({ subject }) => subject === 'httpsession')
      .map(({ phase, p99 }) => ({
        budget: `${thousands(count)} sessions, ${phase}: event loop delay at most ${MAX_DELAY_MS} ms (p99)`,
        measured: `${p99.toFixed(2)} ms`,
        holds: p99 <= MAX_DELAY_MS,
      })),
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
