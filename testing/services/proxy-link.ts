import { randomFillSync } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { ProxyMode, ProxySettings } from './proxy-modes.ts';

/** So long the other side has to read what came before a reset: one that finds both at once takes it for an end. */
const READ_MS = 5;

/** What all connections of a proxy count together. */
export interface ProxyCounts {
  roundTrips: number;
  requestBytes: number;
  replyBytes: number;
}

/** One connection through the proxy: the client's socket and the one to the server. */
export class ProxyLink {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #counts: ProxyCounts;
  #mode: ProxyMode = 'pass';
  #settings: ProxySettings = {};
  /** Of 'reset' and 'truncate': how many bytes of replies still come. */
  #left = 0;
  /** Of a reply not all came: the cut is about to follow. */
  #isSpent = false;
  #waiting = false;
  #serverWasCut = false;
  /** What has to be done later, in this order whatever the delay of each is. */
  readonly #delayed: { readonly at: number; readonly act: () => void }[] = [];

  constructor(client: Socket, targetPort: number, counts: ProxyCounts) {
    this.#client = client;
    this.#counts = counts;
    this.#server = connect({
      port: targetPort,
      host: '127.0.0.1',
      allowHalfOpen: true,
      noDelay: true,
    });
    client.on('data', (chunk) => this.#request(chunk));
    client.on('end', () => {
      if (!this.#isDeaf) this.#server.end();
    });
    client.on('error', () => this.reset());
    client.on('close', () => this.#server.destroy());
    this.#server.on('data', (chunk) => this.#reply(chunk));
    this.#server.on('end', () => this.#serverEnded());
    this.#server.on('error', () => {
      if (!this.#serverWasCut && !this.#isDeaf) this.reset();
    });
  }

  /** Changes what happens to the bytes from now on. */
  mode(mode: ProxyMode, settings: ProxySettings): void {
    // Bytes are missing already: what comes behind them must not take their place.
    if (this.#isSpent) this.#cutIfSpent();
    this.#mode = mode;
    this.#settings = settings;
    this.#left = settings.afterBytes ?? 0;
    if (mode === 'halfOpen') {
      this.#serverWasCut = true;
      this.#server.destroy();
    }
    this.#cutIfSpent();
  }

  /** Ends both sides with RST. */
  reset(): void {
    reset(this.#client);
    reset(this.#server);
  }

  get #isDeaf(): boolean {
    return this.#mode === 'drop' || this.#mode === 'halfOpen';
  }

  #request(chunk: Buffer): void {
    if (this.#isDeaf) return;
    if (this.#serverWasCut) {
      // A machine that has come back does not know the connection.
      this.reset();
      return;
    }
    this.#waiting = true;
    this.#counts.requestBytes += chunk.length;
    this.#server.write(chunk);
  }

  #reply(chunk: Buffer): void {
    if (this.#isDeaf) return;
    this.#counts.replyBytes += chunk.length;
    if (this.#waiting) this.#counts.roundTrips += 1;
    this.#waiting = false;
    this.#passOn(chunk);
  }

  #passOn(chunk: Buffer): void {
    switch (this.#mode) {
      case 'garbage':
        this.#deliver(randomFillSync(Buffer.alloc(chunk.length)));
        return;
      case 'reset':
      case 'truncate':
        this.#deliver(chunk.subarray(0, this.#left));
        this.#left -= Math.min(chunk.length, this.#left);
        this.#isSpent = this.#left === 0;
        this.#later(() => setTimeout(() => this.#cutIfSpent(), READ_MS));
        return;
      case 'rewrite': {
        const text = chunk.toString('latin1');
        this.#deliver(Buffer.from(this.#settings.rewrite?.(text) ?? text, 'latin1'));
        return;
      }
      case 'pass':
      case 'delay':
        this.#deliver(chunk);
        return;
      case 'drop':
      case 'halfOpen':
        return;
    }
  }

  #deliver(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#later(() => this.#client.write(chunk));
  }

  #serverEnded(): void {
    if (!this.#isDeaf) this.#later(() => this.#client.end());
  }

  /** At once, unless there is a delay or something that came before still waits. */
  #later(act: () => void): void {
    const { ms = 0, jitter = 0 } = this.#settings;
    const delay = this.#mode === 'delay' ? ms + Math.random() * jitter : 0;
    if (delay === 0 && this.#delayed.length === 0) {
      act();
      return;
    }
    this.#delayed.push({ at: performance.now() + delay, act });
    if (this.#delayed.length === 1) this.#wait();
  }

  #wait(): void {
    const [next] = this.#delayed;
    if (next === undefined) return;
    setTimeout(
      () => {
        this.#delayed.shift();
        next.act();
        this.#wait();
      },
      Math.max(0, next.at - performance.now()),
    );
  }

  #cutIfSpent(): void {
    if (this.#left > 0) return;
    if (this.#mode === 'reset') this.reset();
    if (this.#mode === 'truncate') {
      this.#client.end();
      this.#serverWasCut = true;
      this.#server.destroy();
    }
  }
}

/**
 * Ends a socket with RST, if it can be: libuv refuses that while a FIN is on its way. Node 20 then takes the handle for
 * closed, which it never is, and the process spins at its end, waiting for that.
 */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
