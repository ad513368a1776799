/**
 * The middle value, or the mean of the two in the middle.
 * @param {readonly number[]} values at least one
 */
export function median(values) {
  if (values.length === 0) throw new RangeError('the median of no values');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The value that a tenth of the values are not above. What a shared machine adds to a short turn is never
 * negative, so the low end is what the work itself takes.
 * @param {readonly number[]} values at least one
 */
export function lowDecile(values) {
  if (values.length === 0) throw new RangeError('the decile of no values');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 10)];
}

/**
 * The median of the rounds' own ratios. What slows a whole round down slows both sides of its
 * ratio, and so falls out; the ratio of two medians would keep it.
 * @param {readonly number[]} values one a round
 * @param {readonly number[]} bases of the same rounds
 */
export function pairedRatio(values, bases) {
  return summary(pair(values, bases, (value, base) => value / base));
}

/** The median of the rounds' own differences, for the same reason. */
export function pairedDifference(values, bases) {
  return summary(pair(values, bases, (value, base) => value - base));
}

/**
 * What bare `node:http`, or another base, did beside each round of a server.
 * @template R
 * @param {Record<string, readonly (R & { beside?: R })[]>} rounds of one load, by server
 * @param {string} name of the server
 * @param {string} [base]
 * @returns {R[]}
 */
export function besides(rounds, name, base = 'bare') {
  return rounds[name].map((round, nth) => round.beside ?? rounds[base][nth]);
}

function pair(values, bases, combine) {
  if (values.length !== bases.length) throw new RangeError('rounds that do not pair up');
  return values.map((value, round) => combine(value, bases[round]));
}

function summary(values) {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) };
}

/**
 * What a request costs a server without a network: how often what it costs its base, as the median of turns
 * side by side, and the same in microseconds, of a request of the base that nothing disturbed.
 * @param {Record<string, readonly { cpu: number, micros?: number, beside?: { cpu: number, micros?: number } }[]>} turns of one load, by server
 * @param {string} name of the server
 * @param {{ base?: string, key?: 'cpu' | 'micros' }} [of]
 * @returns {{ micros: number, above?: number, ratio?: number }} without its base the microseconds alone
 */
export function callCost(turns, name, { base = 'bare', key = 'cpu' } = {}) {
  const values = (list) => list.map((turn) => turn[key]);
  const own = values(turns[name]);
  if (name === base || turns[base] === undefined) return { micros: lowDecile(own) };
  const ratio = pairedRatio(own, values(besides(turns, name, base))).median;
  const floor = lowDecile(values(turns[base]));
  const micros = floor * ratio;
  return { micros, above: micros - floor, ratio };
}

/**
 * What one round of load was.
 * @param {{ requests: number, micros: number, p99Micros: number }} load as the generator saw it
 * @param {number} cpuMicros what the server's process used meanwhile
 */
export function roundOf(load, cpuMicros) {
  return {
    rate: load.requests / (load.micros / 1e6),
    cpu: cpuMicros / load.requests,
    p99: load.p99Micros,
    busy: cpuMicros / load.micros,
  };
}
