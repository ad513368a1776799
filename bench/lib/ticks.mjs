/** Enough for V8 to compile `process.nextTick`. */
const TICKS = 5000;

/**
 * Lets V8 compile `process.nextTick` before anything else is loaded. Compiled code of it makes its object in one of
 * two ways, and which one is decided for the life of a process by whether a large collection comes before it is
 * compiled: then each tick goes through V8's runtime, and a request takes half as long again (Node 20; seen with
 * `perf` as `Runtime_DefineKeyedOwnPropertyInLiteral`). A server of a few lines is never hit, a larger one about
 * every third time, so that by luck one server would look slower than another.
 * @returns {Promise<void>}
 */
export function compileTicks() {
  return new Promise((resolve) => {
    let left = TICKS;
    const next = () => (left-- > 0 ? process.nextTick(next) : resolve());
    next();
  });
}
