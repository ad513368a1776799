import type { Group } from '../groups/group.ts';
import type { StoreLimits, StoreSuiteOptions } from '../options/suite-options.ts';
import type { TestRunner } from '../options/test-runner.ts';
import { DEFAULT_LIMITS } from '../subject/limits.ts';
import { Subject } from '../subject/subject.ts';
import { groupsOf } from './groups-of.ts';

/** For what hangs, not for what is slow. */
const TIMEOUT_MS = 120_000;

/**
 * Declares tests of the whole store contract, in groups of one idea each. Call it where tests are declared.
 * @example describeSessionStore({ describe, test }, { name: 'MyStore', open: () => openMyStore() });
 */
export function describeSessionStore(runner: TestRunner, options: StoreSuiteOptions): void {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const declare = ({ name, tests, timeoutMs = TIMEOUT_MS }: Group): unknown =>
    runner.describe(name, () => {
      for (const [title, body] of Object.entries(tests)) {
        runner.test(title, async () => withSubject(options, limits, body), timeoutMs);
      }
    });
  runner.describe(options.name, () => {
    for (const group of groupsOf(options)) declare(group);
  });
}

/** Runs a test on a store of its own. What the test failed by counts more than what closing failed by. */
async function withSubject(
  { open }: StoreSuiteOptions,
  limits: StoreLimits,
  body: (subject: Subject) => Promise<void>,
): Promise<void> {
  const subject = new Subject(await open(), limits);
  try {
    await body(subject);
  } catch (error) {
    await subject.close().catch(() => undefined);
    throw error;
  }
  await subject.close();
}
