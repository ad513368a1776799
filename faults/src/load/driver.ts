import { Agent } from 'node:http';
import type { Action, Operation } from '../history/entries.ts';
import { now } from '../history/entries.ts';
import type { Journal } from '../history/journal.ts';
import { Client, type Known, learn, seenIn } from './client.ts';
import { type Call, exchange, type Outcome } from './exchange.ts';
import type { Draw, LoadPlan } from './load-plan.ts';
import { Random } from './random.ts';

const MIX: Readonly<Record<Draw, number>> = {
  read: 45,
  add: 20,
  set: 20,
  rename: 3,
  end: 3,
  free: 6,
  ghost: 3,
};

/** So few names that clients often set the same attribute twice, and often two at once. */
const NAMES = ['a', 'b', 'c', 'd'];
const PATIENCE_MS = 10_000;
const MOST_GHOSTS = 200;
/** For how long a session is asked for at the end, while its worker or its store comes back. */
const LAST_MS = 30_000;

/** Clients that work at a fixed rate, and write down what they asked and what they got. */
export class Driver {
  targets: readonly number[];
  rate: number;
  mix: Readonly<Record<Draw, number>>;
  aborts: number;
  starts = true;
  readonly #plan: LoadPlan;
  readonly #journal: Journal;
  readonly #random: Random;
  readonly #clients: readonly Client[];
  readonly #ghosts: Known[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  #isStopping = false;
  #turn = 0;

  constructor(plan: LoadPlan, journal: Journal) {
    this.#plan = plan;
    this.#journal = journal;
    this.targets = plan.targets;
    this.rate = plan.rate;
    this.#random = new Random(plan.seed);
    this.mix = { ...MIX, ...plan.mix };
    this.aborts = plan.aborts ?? 0;
    this.#clients = Array.from(
      { length: plan.clients },
      (_, n) => new Client(`c${plan.seed}.${n}`),
    );
  }

  /** Sends requests until `stop`. What is late is sent at once, and its lateness counts. */
  async run(): Promise<void> {
    let due = now();
    while (!this.#isStopping) {
      const wait = due - now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      for (; due <= now() && !this.#isStopping; due += 1000 / this.rate) this.#begin(due);
    }
  }

  /** Sends no more, waits for the answers, and asks once more for every session that should be there. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#running);
    await Promise.all(this.#clients.map((client) => this.#askOnceMore(client)));
    await Promise.all(this.#ghosts.map((ghost) => this.#ask('read', ghost, now())));
    this.#agent.destroy();
  }

  #begin(due: number): void {
    const work = this.#next(due);
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  async #next(due: number): Promise<void> {
    const client = this.#random.pick(this.#clients);
    const draw = this.#random.draw(this.mix);
    if (draw === 'free' || (client.session === undefined && (client.isStarting || !this.starts))) {
      await this.#perform('free', undefined, due);
      return;
    }
    if (draw === 'ghost') {
      const ghost = this.#ghosts.length === 0 ? undefined : this.#random.pick(this.#ghosts);
      await this.#perform(ghost === undefined ? 'free' : 'read', ghost, due);
      return;
    }
    const { session } = client;
    if (session === undefined) await this.#start(client, due);
    else if (draw === 'rename') await this.#rename(client, session, due);
    else await this.#use(client, session, { action: draw, due });
  }

  async #start(client: Client, due: number): Promise<void> {
    client.isStarting = true;
    const owner = client.nextOwner();
    const { op, outcome } = await this.#perform('start', { owner, cookie: '', idNumber: 0 }, due);
    client.isStarting = false;
    if (op.status === 200 && outcome.cookie !== undefined) {
      client.session = { owner, cookie: outcome.cookie, idNumber: 0 };
    }
  }

  /** One at a time: of two answers the later one need not have the later id. */
  async #rename(client: Client, session: Known, due: number): Promise<void> {
    if (client.isRenaming) {
      await this.#use(client, session, { action: 'read', due });
      return;
    }
    client.isRenaming = true;
    await this.#use(client, session, { action: 'rename', due });
    client.isRenaming = false;
  }

  async #use(
    client: Client,
    session: Known,
    asked: { action: Action; due: number },
  ): Promise<void> {
    const { action, due } = asked;
    const sent = { ...session };
    // From here on its client has no session: what is under way may meet the end.
    if (action === 'end') client.session = undefined;
    const change =
      action === 'set' ? { name: this.#random.pick(NAMES), value: client.nextValue() } : undefined;
    const { op, outcome } = await this.#perform(action, sent, due, change);
    this.#ghosts.push(...learn(client, sent, op, outcome));
    if (this.#ghosts.length > MOST_GHOSTS) this.#ghosts.splice(0, MOST_GHOSTS / 2);
  }

  async #askOnceMore(client: Client): Promise<void> {
    const { session } = client;
    if (session === undefined) return;
    const end = now() + LAST_MS;
    for (;;) {
      const { status } = await this.#ask('read', session, now());
      if (status === 200 || status === 401 || now() > end) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async #ask(action: Action, session: Known, due: number): Promise<Operation> {
    return (await this.#perform(action, session, due)).op;
  }

  async #perform(
    action: Action,
    session: Known | undefined,
    due: number,
    change?: { name: string; value: string },
  ): Promise<{ op: Operation; outcome: Outcome }> {
    const begun = now();
    const outcome = await this.#send({
      path: pathOf(action, session, change),
      cookie: session === undefined || action === 'start' ? undefined : session.cookie,
      patienceMs: this.#plan.patienceMs ?? PATIENCE_MS,
      abortAfterMs: this.#abort(),
    });
    const op: Operation = {
      kind: 'operation',
      action,
      session: session?.owner ?? '',
      idNumber: session?.idNumber ?? 0,
      due,
      begun,
      ended: now(),
      status: outcome.status,
      problem: outcome.problem,
      ...change,
      seen: seenIn(outcome),
      setsCookie: outcome.cookie !== undefined,
      worker: outcome.worker,
    };
    this.#journal.write(op);
    return { op, outcome };
  }

  /** As a load balancer does, asks another one where nobody listens: nothing has been sent then. */
  async #send(call: Omit<Call, 'port'>): Promise<Outcome> {
    const { targets } = this;
    for (let tries = 1; ; tries += 1) {
      this.#turn += 1;
      const port = targets[this.#turn % targets.length] ?? 0;
      const outcome = await exchange(this.#agent, { ...call, port });
      if (outcome.isRefused !== true || tries >= targets.length) return outcome;
    }
  }

  #abort(): number | undefined {
    if (this.#isStopping || this.#random.next() >= this.aborts) return undefined;
    // Most answers take a few milliseconds: all of their way is met.
    return this.#random.next() * 6;
  }
}

function pathOf(
  action: Action,
  session: Known | undefined,
  change: { name: string; value: string } | undefined,
): string {
  if (action === 'start') return `/start?owner=${encodeURIComponent(session?.owner ?? '')}`;
  if (change === undefined) return `/${action}`;
  return `/${action}?${new URLSearchParams(change).toString()}`;
}
