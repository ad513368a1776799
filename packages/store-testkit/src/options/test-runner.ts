/**
 * What the kit needs of a test runner. `describe` and `test` of Jest, `node:test` and Vitest fit as they are.
 */
export interface TestRunner {
  /** Begins a group of tests; `body` declares them at once. */
  describe(name: string, body: () => void): unknown;
  /**
   * Declares a test, which fails when its promise does. The time limit in milliseconds is for runners that have
   * one of their own, as five seconds in Jest.
   */
  test(name: string, body: () => Promise<void>, timeoutMs: number): unknown;
}
