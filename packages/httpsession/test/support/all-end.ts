import { expect } from '@jest/globals';
import type { TestServer } from './serve.ts';

/** Lets a day without requests pass. A session that somebody still used would outlive it. */
export function expectAllEndByThemselves(app: TestServer): void {
  app.clock.advance(24 * 60 * 60_000);
  expect(app.manager.metrics.activeSessions).toBe(0);
}
