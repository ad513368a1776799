/** What a promise gives, unless it takes longer than that: then it is not waited for any more, and `why` is the error. */
export function withinMs<T>(ms: number, why: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(why)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
