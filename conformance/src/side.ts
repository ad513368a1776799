import { setTimeout as wait } from 'node:timers/promises';
import { Connection, type RawResponse } from './http-client.ts';
import type { Carried } from './client-memory.ts';
import { Names } from './names.ts';
import { encodeOperations, op } from './operations.ts';
import { parameterName, type Operation, type Step, type Variant } from './script.ts';
import type { Target } from './target.ts';
import { readStep, type StepResult } from './transcript.ts';

/** A few connections to one server, kept open from script to script. */
export class Connections {
  readonly target: Target;
  readonly #open = new Map<string, Connection>();

  constructor(target: Target) {
    this.target = target;
  }

  /** Connection `line` to the port: a request that runs meanwhile needs another one. */
  to(port: number, line: number): Connection {
    const key = `${String(port)}/${String(line)}`;
    const connection = this.#open.get(key) ?? new Connection(port);
    this.#open.set(key, connection);
    return connection;
  }

  close(): void {
    for (const connection of this.#open.values()) connection.close();
  }
}

/** One script on one server. */
export class Side {
  readonly names: Names;
  readonly #connections: Connections;
  readonly #script: string;
  readonly #variant: Variant;
  readonly #port: number;
  readonly #timeline: [start: number, end: number][] = [];

  constructor(connections: Connections, script: { name: string; variant: Variant }) {
    this.#connections = connections;
    this.#script = script.name;
    this.#variant = script.variant;
    this.#port = connections.target.port(script.variant.name);
    this.names = new Names(`localhost:${String(this.#port)}`, parameterName(script.variant));
  }

  /**
   * Sends a step, and what is to be sent meanwhile, `apart` milliseconds after it; gives the results
   * in that order.
   */
  async send(
    steps: readonly { step: Step; carried: Carried }[],
    apart: number,
  ): Promise<StepResult[]> {
    const raw = await Promise.all(
      steps.map(async (sent, line) => {
        if (line > 0) await wait(apart);
        return this.#exchange(sent, line);
      }),
    );
    // Before any is read: one may speak of an id that another one introduces.
    for (const { body } of raw) this.names.learn(body);
    return raw.map(({ response, body }) =>
      readStep(response, body, { names: this.names, timeline: this.#timeline }),
    );
  }

  async #exchange(
    { step, carried }: { step: Step; carried: Carried },
    line: number,
  ): Promise<{ response: RawResponse; body: string }> {
    const window: [start: number, end: number] = [Date.now(), Infinity];
    this.#timeline.push(window);
    const urlId = carried.urlId === undefined ? '' : `;{param}=${carried.urlId}`;
    const response = await this.#get(line, {
      path: this.names.fill((step.path ?? '/page') + urlId),
      operations: step.operations,
      cookie: carried.cookies
        .map((value) => `${this.#variant.cookieName}=${this.names.fill(value)}`)
        .join('; '),
    });
    const delivered = response.complete && response.status === 200;
    const refused = response.status === 400;
    const body = delivered ? response.body : refused ? '' : await this.#collect(line);
    window[1] = Date.now();
    return { response, body };
  }

  /** The answers of a request whose own response could not carry them. */
  async #collect(line: number): Promise<string> {
    return (await this.#get(line, { path: '/collect', operations: [op.collect()] })).body;
  }

  #get(
    line: number,
    request: { path: string; operations: readonly Operation[]; cookie?: string },
  ): Promise<RawResponse> {
    const headers: [string, string][] = [
      ['x-script', this.#script],
      ['x-ops', encodeOperations(request.operations, (text) => this.names.fill(text))],
    ];
    if (request.cookie !== undefined && request.cookie !== '')
      headers.push(['cookie', request.cookie]);
    const path = this.#variant.contextPath + request.path;
    return this.#connections.to(this.#port, line).get(path, headers);
  }
}
