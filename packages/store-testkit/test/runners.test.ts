import { beforeAll, describe, expect, it } from '@jest/globals';
import { build, BUILD_MS } from '../../../testing/build.ts';
import { Program } from '../../../testing/program.ts';
import { describeSessionStore } from '../src/index.ts';
import { collectTests, memoryAbilities, openOnFakeClock } from './support/open-memory-store.ts';

const PROGRAM = 'packages/store-testkit/test/programs/node-test.mjs';

describe('the suite under node:test', () => {
  beforeAll(() => build('packages/store-testkit'), BUILD_MS);

  it('runs every test', async () => {
    const tests = collectTests((runner) => {
      const options = { name: 'x', open: () => openOnFakeClock(), abilities: memoryAbilities };
      describeSessionStore(runner, options);
    });
    const program = new Program(PROGRAM);

    expect(await program.exit()).toStrictEqual({ code: 0, signal: null });
    expect(program.output).toMatch(new RegExp(`pass ${tests.length}\\n`));
    expect(program.output).toMatch(/fail 0\n/);
  });

  it('fails for a store that is broken', async () => {
    const program = new Program(PROGRAM, ['broken']);

    expect(await program.exit()).toMatchObject({ code: 1 });
    expect(program.output).toMatch(/not ok .* says whether there was something|✖ says whether/);
  });
});
