import { setTimeout as wait } from 'node:timers/promises';
import { ClientMemory, type Carried } from './client-memory.ts';
import { compareStep, type Difference, type Situation } from './compare.ts';
import { lateChanges } from './differences/change-after-commit.ts';
import { follow } from './differences/events.ts';
import { Mismatch, type Turn } from './mismatch.ts';
import { fillUnknown } from './names.ts';
import { op } from './operations.ts';
import { variants, type Script, type Step } from './script.ts';
import { Side, type Connections } from './side.ts';
import type { StepResult } from './transcript.ts';

/** What a script showed, added up over a campaign. */
export interface Tally {
  scripts: number;
  requests: number;
  operations: number;
  events: number;
  /** How often each difference was needed, by its id. */
  readonly differences: Map<string, number>;
}

export function newTally(): Tally {
  return { scripts: 0, requests: 0, operations: 0, events: 0, differences: new Map() };
}

/** What a conversation needs beside the script. */
export interface Pair {
  readonly reference: Connections;
  readonly subject: Connections;
  /** The differences allowed; none for two servers of the same kind. */
  readonly differences: readonly Difference[];
  readonly tally: Tally;
}

let scriptCount = 0;

/**
 * Has both servers act one script, step by step, and compares as it goes. At the end the sessions
 * that are left are looked at and ended, which is compared as well.
 * @throws Mismatch at the first step that disagrees
 */
export class Conversation {
  readonly #script: Script;
  readonly #pair: Pair;
  readonly #memory: ClientMemory;
  readonly #sides: readonly [reference: Side, subject: Side];
  readonly #turns: Turn[] = [];
  readonly #live = new Set<string>();
  readonly #joined = new Set<string>();
  readonly #refused = new Set<number>();

  constructor(script: Script, pair: Pair) {
    const variant = variants[script.variant];
    scriptCount += 1;
    const named = { name: `${String(process.pid)}-${String(scriptCount)}`, variant };
    this.#script = script;
    this.#pair = pair;
    this.#memory = new ClientMemory(variant, script.clients);
    this.#sides = [new Side(pair.reference, named), new Side(pair.subject, named)];
  }

  async run(): Promise<readonly Turn[]> {
    for (const step of this.#script.steps) await this.#take(step);
    const { names } = this.#sides[1];
    for (let id = 0; id < names.size; id += 1) await this.#take(this.#audit(id, names.size - 1));
    this.#pair.tally.scripts += 1;
    return this.#turns;
  }

  async #take(step: Step): Promise<void> {
    if (step.pause !== undefined) await wait(step.pause);
    const sent = [step, ...(step.meanwhile === undefined ? [] : [step.meanwhile.step])].map(
      (each) => ({ step: each, carried: this.#carried(each) }),
    );
    const known = this.#sides[1].names.size;
    const after = step.meanwhile?.after ?? 0;
    const [reference, subject] = await Promise.all(
      this.#sides.map((side) => side.send(sent, after)),
    );
    sent.forEach(({ step: each, carried }, index) => {
      const results = [reference?.[index], subject?.[index]];
      if (results[0] === undefined || results[1] === undefined) throw new Error('No result');
      this.#compare({ step: each, carried, known }, [results[0], results[1]]);
    });
  }

  /** What a step carries, with names that nobody has yet made into ids that nobody has. */
  #carried(step: Step): Carried {
    const { cookies, urlId } = this.#memory.carried(step);
    const fill = (value: string): string => fillUnknown(value, this.#sides[1].names.size);
    return { cookies: cookies.map(fill), urlId: urlId === undefined ? undefined : fill(urlId) };
  }

  #compare(
    sent: { readonly step: Step; readonly carried: Carried; readonly known: number },
    [tomcat, actual]: readonly [StepResult, StepResult],
  ): void {
    const { step, carried, known } = sent;
    for (const id of namedBy(carried, this.#live)) this.#joined.add(id);
    const context: Situation = {
      variant: variants[this.#script.variant],
      step,
      ...carried,
      known,
      live: new Set(this.#live),
      joined: new Set(this.#joined),
      refused: new Set(this.#refused),
    };
    const { differences } = this.#pair;
    const verdict = compareStep(tomcat, actual, { context, differences });
    this.#turns.push({ context, tomcat, actual, verdict });
    if (!verdict.agrees) throw new Mismatch(this.#script, this.#turns);
    for (const { from, to } of differences.length === 0 ? [] : lateChanges(tomcat, context)) {
      this.#sides[0].names.merge(from, to);
    }
    this.#memory.learn(step, actual);
    this.#follow(actual);
    this.#count(step, actual, verdict.used);
  }

  /** Keeps track of which sessions are alive. */
  #follow(result: StepResult): void {
    if (result.status === '400') this.#refused.add(this.#turns.length - 1);
    for (const { events } of result.answers) {
      for (const [old, id] of follow(this.#live, events)) {
        if (this.#joined.has(old)) this.#joined.add(id);
      }
    }
  }

  #count(step: Step, result: StepResult, used: readonly string[]): void {
    const { tally } = this.#pair;
    tally.requests += 1;
    tally.operations += step.operations.length;
    for (const { events } of result.answers) tally.events += events.length;
    for (const id of used) tally.differences.set(id, (tally.differences.get(id) ?? 0) + 1);
  }

  /** Looks at everything in a session, if it is still there, and ends it; behind the last the script. */
  #audit(id: number, last: number): Step {
    const name = `{${String(id)}}`;
    const carrier = this.#script.variant === 'url' ? { urlId: name } : { cookies: [name] };
    return {
      client: 0,
      ...carrier,
      operations: [
        op.get('s', false),
        op.valid(),
        op.isNew('s'),
        op.created('s'),
        op.accessed('s'),
        op.interval('s'),
        op.all('s'),
        op.invalidate('s'),
        ...(id === last ? [op.end()] : []),
      ],
    };
  }
}

/** The live sessions that a request names. */
function namedBy(carried: Carried, live: ReadonlySet<string>): string[] {
  const sent = [...carried.cookies, carried.urlId ?? ''].map((value) => value.replaceAll('"', ''));
  return sent.filter((id) => live.has(id));
}
