/** Enough for V8 to compile `process.nextTick`. */
const TICKS = 5000;

/**
 * Lets V8 compile `process.nextTick` before anything else is loaded. Otherwise, by luck of the start, its code makes the
 * object of a tick by way of V8's runtime for as long as the process lives (Node 20; seen with `perf` as
 * `Runtime_DefineKeyedOwnPropertyInLiteral`), and a request takes half as long again. Servers of a few lines were never
 * hit, larger ones about every third time, so that by luck one server would look slower than another.
 * @returns {Promise<void>}
 */
export function compileTicks() {
  return new Promise((resolve) => {
    let left = TICKS;
    const next = () => (left-- > 0 ? process.nextTick(next) : resolve());
    next();
  });
}
