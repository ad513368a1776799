import { afterEach, beforeEach, jest } from '@jest/globals';

/** Keeps the warnings of the process from the terminal. Gives those of the current test. */
export function collectWarnings(): readonly string[] {
  const warnings: string[] = [];
  beforeEach(() => {
    warnings.length = 0;
    jest.spyOn(process, 'emitWarning').mockImplementation((warning) => {
      warnings.push(String(warning));
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return warnings;
}
