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
  leave: 0,
  logout: 0,
};

/** So few names that clients often set the same attribute twice, and often two at once. */
const NAMES = ['a', 'b', 'c', 'd'];
const MOST_GHOSTS = 200;
/** For how long a session is asked for at the end, while its worker or its store comes back. */
const LAST_MS = 30_000;

/** What a request says beside its action. */
type Asked = Pick<Operation, 'name' | 'value' | 'person'>;

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
  readonly #left: Known[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  #isStopping = false;
  /** Whose turn it is: of the targets, and of the clients. */
  #turn = 0;
  #clientsTurn = 0;

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
      (_, n) => new Client(`c${plan.seed}.${n}`, personOf(plan, n)),
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
    const sessions = this.#clients.flatMap(({ session }) => session ?? []);
    await Promise.all([...this.#left, ...sessions].map((session) => this.#askOnceMore(session)));
    await Promise.all(this.#ghosts.map((ghost) => this.#ask('read', ghost, now())));
    this.#agent.destroy();
  }

  #begin(due: number): void {
    const work = this.#next(due);
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  async #next(due: number): Promise<void> {
    const client = this.#nextClient();
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
    else if (draw === 'leave') await this.#leave(client, session, due);
    else if (draw === 'logout') await this.#logOut(client, due);
    else if (draw === 'rename') await this.#rename(client, session, due);
    else await this.#use(client, session, { action: draw, due });
  }

  #nextClient(): Client {
    if (this.#plan.takesTurns !== true) return this.#random.pick(this.#clients);
    this.#clientsTurn += 1;
    return this.#clients[this.#clientsTurn % this.#clients.length]!;
  }

  /** From here on nobody uses it, until somebody comes back. */
  async #leave(client: Client, session: Known, due: number): Promise<void> {
    this.#left.push({ ...session });
    client.session = undefined;
    await this.#perform('free', undefined, due);
    const { returnMs } = this.#plan;
    if (returnMs === undefined) return;
    const then = due + returnMs;
    await new Promise((resolve) => setTimeout(resolve, then - now()));
    await this.#ask('read', session, then);
  }

  /** Afterwards none of the sessions that the person has now may answer. Its clients find that out by themselves. */
  async #logOut({ person }: Client, due: number): Promise<void> {
    const sessions = this.#clients.flatMap((client) =>
      client.person === person && client.session !== undefined ? [{ ...client.session }] : [],
    );
    const { op } = await this.#perform('logout', undefined, due, { person });
    if (op.status === 200) this.#remember(sessions);
  }

  async #start(client: Client, due: number): Promise<void> {
    client.isStarting = true;
    const owner = client.nextOwner();
    const { person } = client;
    const session = { owner, cookie: '', idNumber: 0 };
    const { op, outcome } = await this.#perform('start', session, due, { person });
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
    this.#remember(learn(client, sent, op, outcome));
  }

  #remember(ghosts: readonly Known[]): void {
    this.#ghosts.push(...ghosts);
    if (this.#ghosts.length > MOST_GHOSTS) this.#ghosts.splice(0, MOST_GHOSTS / 2);
  }

  async #askOnceMore(session: Known): Promise<void> {
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
    asked: Asked = {},
  ): Promise<{ op: Operation; outcome: Outcome }> {
    const begun = now();
    const outcome = await this.#send({
      path: this.#pathOf(action, session, asked),
      cookie: session === undefined || action === 'start' ? undefined : session.cookie,
      patienceMs: this.#plan.patienceMs,
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
      ...asked,
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

  #pathOf(action: Action, session: Known | undefined, asked: Asked): string {
    const query = new URLSearchParams();
    const parameters = {
      ...(action === 'start' && { owner: session?.owner }),
      ...asked,
      ...(action !== 'free' && this.#slowness()),
    };
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) query.set(name, String(value));
    }
    return `/${action}?${query.toString()}`;
  }

  #slowness(): { wait?: number; hold?: number } {
    const { slowMs = 0 } = this.#plan;
    if (slowMs === 0 || this.#isStopping) return {};
    const ms = Math.round(this.#random.next() * slowMs);
    return [{}, { wait: ms }, { hold: ms }][this.#random.below(3)]!;
  }

  #abort(): number | undefined {
    if (this.#isStopping || this.#random.next() >= this.aborts) return undefined;
    // Most answers take a few milliseconds: all of their way is met.
    return this.#random.next() * 6;
  }
}

function personOf({ seed, persons }: LoadPlan, client: number): string | undefined {
  return persons === undefined ? undefined : `p${seed}.${client % persons}`;
}
