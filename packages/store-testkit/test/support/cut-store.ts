import type { Bytes, SessionChange, SessionRecord } from 'httpsession';
import { aside, Wrapper } from './wrapper.ts';

/** How long an answer is. */
const ANSWER_BYTES = 20;

/** A way to the store inside, on which so many bytes of answers still come. */
interface Connection {
  left: number;
}

/** A sound store at the other end of a connection that a test cuts. */
export class CutStore extends Wrapper {
  #afterBytes = Infinity;
  #connection: Connection = { left: Infinity };
  /** How often a call was lost, with its answer or before. */
  lost = 0;

  /** See `OpenStore.cut`. */
  cut(afterBytes: number): () => void {
    this.#afterBytes = afterBytes;
    this.#connection.left = afterBytes;
    return () => {
      this.#afterBytes = Infinity;
      this.#connection = { left: Infinity };
    };
  }

  override create(record: SessionRecord): Promise<boolean> {
    return this.ask(() => this.inner.create(record));
  }

  override load(key: string, known?: number): Promise<SessionRecord | 'unchanged' | undefined> {
    return this.ask(() => this.inner.load(key, known));
  }

  override update(key: string, change: SessionChange): Promise<'ok' | 'gone' | 'conflict'> {
    return this.ask(() => this.inner.update(key, change));
  }

  override rename(oldKey: string, newKey: string, sealedId?: Bytes): Promise<boolean> {
    return this.ask(() => this.inner.rename(oldKey, newKey, sealedId));
  }

  override delete(key: string): Promise<boolean> {
    return this.ask(() => this.inner.delete(key));
  }

  override takeExpired(limit: number, leaseMs: number): Promise<SessionRecord[]> {
    return this.ask(() => this.inner.takeExpired(limit, leaseMs));
  }

  /** Asks the store inside for something; `unheard` is what it does when its answer is going to be lost. */
  protected async ask<T>(work: () => T, unheard: () => unknown = work): Promise<T> {
    const connection = this.#connection;
    await aside();
    if (connection.left <= 0) return this.#lose();
    connection.left -= ANSWER_BYTES;
    if (connection.left >= 0) return work();
    this.#connection = { left: this.#afterBytes };
    unheard();
    return this.#lose();
  }

  #lose(): never {
    this.lost += 1;
    throw new Error('The connection was cut');
  }
}
