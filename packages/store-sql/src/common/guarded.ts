import type { StoreGuard } from 'httpsession';

/** A call to the server. */
export interface GuardedCall<T> {
  /** For errors: `loading a session`. */
  readonly what: string;
  readonly work: () => Promise<T>;
  /** Gets the answer that came when the call had been given up, so that what was taken can be given back. */
  readonly onLate?: ((answer: T) => unknown) | undefined;
}

/** Makes a call through the guard, and stays with it when the guard has given it up. */
export async function guarded<T>(guard: StoreGuard, call: GuardedCall<T>): Promise<T> {
  const made: { answer?: Promise<T> } = {};
  try {
    return await guard.run(call.what, () => (made.answer = call.work()));
  } catch (error) {
    // When it was the answer that failed, nothing more comes. Who is told late has nobody to tell of a failure.
    if (call.onLate !== undefined) made.answer?.then(call.onLate).catch(() => undefined);
    throw error;
  }
}
