const real = Date.now.bind(Date);
let offset = 0;

/** Has the wall clock of this process jump, as a wrong time server does: `Date.now` and `new Date()`. */
export function setWallClock(offsetMs: number): void {
  offset = offsetMs;
  Date.now = () => real() + offset;
}
