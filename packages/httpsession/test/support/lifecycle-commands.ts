import type fc from 'fast-check';
import { InProcessRequest } from './in-process-request.ts';
import type { ModelRequest } from './lifecycle-model.ts';
import { act, needsFace, predict, type Step } from './lifecycle-steps.ts';
import { expectSame, expectSameState, type Model, type Real } from './lifecycle-world.ts';

export type LifecycleCommand = fc.AsyncCommand<Model, Real>;

/** What a client puts into its Cookie header: the id made so many ids ago, or a text. */
export type CookieChoice = { readonly known: number } | { readonly text: string };

function cookieValue(choice: CookieChoice, ids: readonly string[]): string {
  if ('text' in choice) return choice.text;
  return ids.at(-1 - (choice.known % Math.max(1, ids.length))) ?? 'no-session-so-far-at-all';
}

export class Begin implements LifecycleCommand {
  readonly #slot: number;
  readonly #choices: readonly CookieChoice[];

  constructor(slot: number, choices: readonly CookieChoice[]) {
    this.#slot = slot;
    this.#choices = choices;
  }

  check({ slots }: Readonly<Model>): boolean {
    return !slots.has(this.#slot);
  }

  async run(model: Model, real: Real): Promise<void> {
    const values = new Set(this.#choices.map((choice) => cookieValue(choice, model.ids)));
    const cookie = [...values].map((value) => `JSESSIONID=${value}`).join('; ');
    const exchange = new InProcessRequest(real.manager, values.size === 0 ? {} : { cookie });
    const request = model.sessions.begin(
      [...values].map((sent) => ({ sent, isWellFormed: !sent.includes('!') })),
    );
    expectSame(exchange.isHandled, !request.isRefused);
    if (request.isRefused) {
      expectSame(exchange.sent(), { status: 400, cookie: 'expired' });
    } else {
      model.slots.set(this.#slot, { request, face: undefined });
      real.slots.set(this.#slot, { exchange, face: undefined });
    }
    expectSameState(model, real);
  }

  toString(): string {
    return `begin ${this.#slot} with ${JSON.stringify(this.#choices)}`;
  }
}

export class Do implements LifecycleCommand {
  readonly #slot: number;
  readonly #step: Step;

  constructor(slot: number, step: Step) {
    this.#slot = slot;
    this.#step = step;
  }

  check({ slots }: Readonly<Model>): boolean {
    const slot = slots.get(this.#slot);
    return slot !== undefined && (slot.face !== undefined || !needsFace(this.#step));
  }

  async run(model: Model, real: Real): Promise<void> {
    const slot = real.slots.get(this.#slot)!;
    const seen = act(slot, this.#step);
    expectSame(seen, predict({ model, at: model.slots.get(this.#slot)!, real: slot }, this.#step));
    expectSameState(model, real);
  }

  toString(): string {
    return `do ${this.#slot} ${JSON.stringify(this.#step)}`;
  }
}

export class Finish implements LifecycleCommand {
  readonly #slot: number;
  readonly #how: 'end' | 'hang up';

  constructor(slot: number, how: 'end' | 'hang up') {
    this.#slot = slot;
    this.#how = how;
  }

  check({ slots }: Readonly<Model>): boolean {
    return slots.has(this.#slot);
  }

  async run(model: Model, real: Real): Promise<void> {
    const { exchange } = real.slots.get(this.#slot)!;
    const { request } = model.slots.get(this.#slot)!;
    if (this.#how === 'end') {
      expectSame(await exchange.end(), { status: 200, cookie: cookieFor(request) });
    } else {
      await exchange.hangUp();
      // The handler goes on: the session is still in use.
      expectSameState(model, real);
      await exchange.settle();
    }
    model.sessions.end(request);
    model.slots.delete(this.#slot);
    real.slots.delete(this.#slot);
    expectSameState(model, real);
  }

  toString(): string {
    return `${this.#how} ${this.#slot}`;
  }
}

/** What the client is told: the final state, once, and only what this request itself has done. */
function cookieFor({ session, newId, hasEnded }: ModelRequest): string {
  if (session?.isOver === false) return session.id === newId ? `issued ${newId}` : 'none';
  return hasEnded ? 'expired' : 'none';
}

export class Wait implements LifecycleCommand {
  readonly #ms: number;
  readonly #mode: 'in time' | 'late' | 'wall';

  constructor(ms: number, mode: 'in time' | 'late' | 'wall') {
    this.#ms = ms;
    this.#mode = mode;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    if (this.#mode === 'wall') {
      model.sessions.wallMs += this.#ms;
      real.clock.jumpWall(this.#ms);
    } else {
      // Long times pass in one go, as for a process that was stopped; short ones timer by timer. Once a
      // timer is late, some sessions are found over a little earlier than they would have been: one
      // bucket later all are.
      if (this.#mode === 'late') real.clock.pass(this.#ms);
      const inTimeMs = this.#mode === 'late' ? 250 : this.#ms;
      real.clock.advance(inTimeMs);
      model.sessions.pass(this.#mode === 'late' ? this.#ms + inTimeMs : inTimeMs);
    }
    expectSameState(model, real);
  }

  toString(): string {
    return `${this.#mode} ${this.#ms}`;
  }
}

/** A whole request. */
export class Visit implements LifecycleCommand {
  readonly #parts: readonly LifecycleCommand[];

  constructor(plan: {
    cookies: readonly CookieChoice[];
    steps: readonly Step[];
    finish: 'end' | 'hang up';
  }) {
    this.#parts = [
      new Begin(0, plan.cookies),
      ...plan.steps.map((step) => new Do(0, step)),
      new Finish(0, plan.finish),
    ];
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    for (const part of this.#parts) if (part.check(model)) await part.run(model, real);
  }

  toString(): string {
    return `visit(${this.#parts.map(String).join(', ')})`;
  }
}
