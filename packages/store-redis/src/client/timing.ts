/** Calls back after `ms` milliseconds; what it gives cancels that. Does not keep the process alive. */
export function later(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  timer.unref();
  return () => clearTimeout(timer);
}

/** Calls back every `ms` milliseconds, behind the input that waits; what it gives ends that. */
export function every(ms: number, callback: () => void): () => void {
  let turn: NodeJS.Immediate | undefined;
  const timer = setInterval(() => {
    turn = setImmediate(callback);
  }, ms);
  timer.unref();
  return () => {
    clearInterval(timer);
    if (turn !== undefined) clearImmediate(turn);
  };
}

/** A promise's result, or the error that `late` makes when it takes longer than `ms` milliseconds. */
export async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  let cancel: (() => void) | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    cancel = later(ms, () => reject(late()));
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    cancel?.();
  }
}
