import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { requires } from '../../testing/requirements.ts';
import { runCampaign, runScript, runScripts, type Comparison } from '../src/campaign.ts';
import { compareStep } from '../src/compare.ts';
import { newTally } from '../src/conversation.ts';
import { differences } from '../src/differences.ts';
import { handWritten } from '../src/hand-written.ts';
import type { Turn } from '../src/mismatch.ts';
import { startOurs } from '../src/ours.ts';
import type { Target } from '../src/target.ts';
import { startTomcat } from '../src/tomcat.ts';
import { mutations } from './support/mutations.ts';

const JAVA = join(import.meta.dirname, '..', 'java');

/** Ten thousand; another seed in each build would make a failure look like a flake. */
const CAMPAIGN = { scripts: 10_000, seed: 20_260, lanes: 6 };

requires('java-tomcat')('httpsession beside Tomcat', () => {
  const tally = newTally();
  const targets: Target[] = [];
  let comparison: Comparison;

  beforeAll(async () => {
    const [reference, subject] = await Promise.all([startTomcat(JAVA), startOurs()]);
    targets.push(reference, subject);
    comparison = { reference, subject, differences, tally };
  }, 120_000);

  afterAll(async () => {
    await Promise.all(targets.map((target) => target.close()));
  });

  it.each(Object.entries(handWritten))(
    'agrees on the scripts about %s',
    async (_group, scripts) => {
      const mismatches = await runScripts(scripts, comparison, CAMPAIGN.lanes);

      expect([...mismatches].map(([title, { message }]) => [title, message])).toEqual([]);
    },
    120_000,
  );

  it('needs every row of the table of differences for them', () => {
    const unused = differences.filter(({ id }) => !tally.differences.has(id));

    expect(unused.map(({ id }) => id)).toEqual([]);
  });

  it('disagrees as soon as a single answer of ours is changed', async () => {
    const { lifecycle = {}, attributes = {}, tracking = {} } = handWritten;
    const turns: Turn[] = [];
    for (const script of Object.values({ ...lifecycle, ...attributes, ...tracking })) {
      turns.push(...(await runScript(script, comparison)));
    }
    const missed = turns.flatMap(({ context, tomcat, actual }) =>
      mutations(actual).filter(
        (mutant) => compareStep(tomcat, mutant, { context, differences }).agrees,
      ),
    );

    expect(turns.length).toBeGreaterThan(100);
    expect(missed).toEqual([]);
  }, 120_000);

  it('finds a server that does not do its part, with a short script', async () => {
    const faulty = await startOurs({ listeners: 1 });
    try {
      const findings = await runCampaign(
        { ...comparison, subject: faulty, tally: newTally() },
        { scripts: 20, seed: 1, lanes: 1 },
      );

      expect(findings.map(({ mismatch }) => mismatch.script.steps.length)).toEqual([1]);
    } finally {
      await faulty.close();
    }
  }, 120_000);

  it(`agrees on ${String(CAMPAIGN.scripts)} random scripts`, async () => {
    const findings = await runCampaign(comparison, CAMPAIGN);

    expect(findings.map(({ place, mismatch }) => [place, mismatch.message])).toEqual([]);
  }, 600_000);
});

requires('java-tomcat')('the runner', () => {
  it('finds no difference between two Tomcats', async () => {
    const [reference, subject] = await Promise.all([startTomcat(JAVA), startTomcat(JAVA, 'twin')]);
    try {
      const findings = await runCampaign(
        { reference, subject, differences: [], tally: newTally() },
        { scripts: 300, seed: 1, lanes: 4 },
      );

      expect(findings.map(({ mismatch }) => mismatch.message)).toEqual([]);
    } finally {
      await Promise.all([reference.close(), subject.close()]);
    }
  }, 120_000);
});
