import fc from 'fast-check';
import { Conversation, type Pair, type Tally } from './conversation.ts';
import type { Difference } from './compare.ts';
import { Mismatch, type Turn } from './mismatch.ts';
import { scripts } from './random-scripts.ts';
import type { Script } from './script.ts';
import { Connections } from './side.ts';
import type { Target } from './target.ts';

/** Two servers, and how they may differ. */
export interface Comparison {
  readonly reference: Target;
  readonly subject: Target;
  readonly differences: readonly Difference[];
  readonly tally: Tally;
}

/** How many random scripts, and from which seed. */
export interface CampaignOptions {
  readonly scripts: number;
  readonly seed: number;
  /** How many scripts are under way at a time. */
  readonly lanes: number;
  /** Told after each script that agrees. */
  readonly onScript?: () => void;
}

/** What `replay` repeats: the seed of a lane, and the place of a script in it. */
export interface Place {
  readonly seed: number;
  readonly path: string;
}

/** A disagreement, made as small as it goes. */
export interface Finding {
  readonly place: Place;
  readonly mismatch: Mismatch;
}

/**
 * Runs one script and gives what both answered to each step.
 * @throws Mismatch
 */
export async function runScript(script: Script, comparison: Comparison): Promise<readonly Turn[]> {
  return withConnections(comparison, (pair) => new Conversation(script, pair).run());
}

/** Runs scripts, several at a time, and gives the mismatches by the titles of the scripts. */
export async function runScripts(
  scripts: Readonly<Record<string, Script>>,
  comparison: Comparison,
  lanes: number,
): Promise<ReadonlyMap<string, Mismatch>> {
  const left = Object.entries(scripts);
  const mismatches = new Map<string, Mismatch>();
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [title, script] = next;
      try {
        await runScript(script, comparison);
      } catch (error) {
        if (!(error instanceof Mismatch)) throw error;
        mismatches.set(title, error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return mismatches;
}

/**
 * Runs random scripts against both servers and gives the disagreements, at most one for each lane:
 * none means that every script agrees.
 */
export async function runCampaign(
  comparison: Comparison,
  options: CampaignOptions,
): Promise<readonly Finding[]> {
  const { lanes, seed, onScript } = options;
  const numRuns = Math.ceil(options.scripts / lanes);
  const findings = await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      withConnections(comparison, (pair) =>
        runLane(pair, { seed: seed * 1000 + lane, numRuns }, onScript),
      ),
    ),
  );
  return findings.filter((finding) => finding !== undefined);
}

/** Runs one random script again, and makes it smaller if it still disagrees. */
export async function replay(comparison: Comparison, place: Place): Promise<Finding | undefined> {
  return withConnections(comparison, (pair) => runLane(pair, { ...place, numRuns: 1 }));
}

async function runLane(
  pair: Pair,
  parameters: { readonly seed: number; readonly numRuns: number; readonly path?: string },
  onScript?: () => void,
): Promise<Finding | undefined> {
  // The last failure is the smallest: fast-check only tries smaller ones after it.
  let smallest: Mismatch | undefined;
  const property = fc.asyncProperty(scripts, async (script) => {
    try {
      await new Conversation(script, pair).run();
      onScript?.();
    } catch (error) {
      if (error instanceof Mismatch) smallest = error;
      throw error;
    }
  });
  const result = await fc.check(property, parameters);
  if (!result.failed) return undefined;
  if (smallest === undefined) throw result.errorInstance;
  const { seed } = parameters;
  return { place: { seed, path: result.counterexamplePath ?? '' }, mismatch: smallest };
}

async function withConnections<T>(
  comparison: Comparison,
  use: (pair: Pair) => Promise<T>,
): Promise<T> {
  const reference = new Connections(comparison.reference);
  const subject = new Connections(comparison.subject);
  try {
    return await use({ ...comparison, reference, subject });
  } finally {
    reference.close();
    subject.close();
  }
}
