import { parameterName, type Client, type Step, type Variant } from './script.ts';
import type { StepResult } from './transcript.ts';

/** What a client sends beside the path. Values hold names of ids, not ids. */
export interface Carried {
  readonly cookies: readonly string[];
  readonly urlId: string | undefined;
}

/**
 * What the clients of one script remember. It is one memory for both servers: they agreed on every
 * step so far, so both gave the clients the same.
 */
export class ClientMemory {
  readonly #variant: Variant;
  readonly #clients: readonly Client[];
  readonly #cookies = new Map<number, string>();
  readonly #urlIds = new Map<number, string>();

  constructor(variant: Variant, clients: readonly Client[]) {
    this.#variant = variant;
    this.#clients = clients;
  }

  /** What a step carries: what it says itself, else what its client remembers. */
  carried(step: Step): Carried {
    const { carries } = this.#client(step);
    const owner = this.#owner(step);
    const cookie =
      carries === 'cookie' || carries === 'both' ? this.#cookies.get(owner) : undefined;
    const urlId = carries === 'url' || carries === 'both' ? this.#urlIds.get(owner) : undefined;
    return {
      cookies: step.cookies ?? (cookie === undefined ? [] : [cookie]),
      urlId: step.urlId ?? urlId,
    };
  }

  /** Learns from the response, as a browser does from cookies and from links. */
  learn(step: Step, result: StepResult): void {
    const owner = this.#owner(step);
    for (const cookie of result.cookies) this.#learnCookie(step, cookie);
    const marker = `;${parameterName(this.#variant)}=`;
    result.answers.forEach(({ value }, index) => {
      const start = value.indexOf(marker);
      if (start < 0 || step.operations[index]?.[0].startsWith('encode') !== true) return;
      this.#urlIds.set(owner, value.slice(start + marker.length).split(/[?#;]/, 1)[0] ?? '');
    });
  }

  #learnCookie(step: Step, cookie: string): void {
    const [pair = '', ...attributes] = cookie.split('; ');
    const owner = this.#owner(step);
    const prefix = `${this.#variant.cookieName}=`;
    if (!pair.startsWith(prefix)) return;
    if (!attributes.includes('expires=past')) this.#cookies.set(owner, pair.slice(prefix.length));
    else if (this.#client(step).keepsDeleted !== true) this.#cookies.delete(owner);
  }

  #client(step: Step): Client {
    const client = this.#clients[step.client];
    if (client === undefined) throw new Error(`The script has no client ${String(step.client)}`);
    return client;
  }

  #owner(step: Step): number {
    return this.#client(step).sharesWith ?? step.client;
  }
}
