import { UNREADABLE_KEPT_MS, type MaybePromise, type SessionRecord } from 'httpsession';
import { Wrapper } from './wrapper.ts';

/** A sound store with records in it that it cannot read. */
export class SpoilableStore extends Wrapper {
  protected keptMs: number = UNREADABLE_KEPT_MS;
  readonly #spoilt = new Set<string>();

  /** Makes a record one that cannot be read. */
  spoil(key: string): void {
    this.#spoilt.add(key);
  }

  override load(
    key: string,
    known?: number,
  ): MaybePromise<SessionRecord | 'unchanged' | undefined> {
    return this.#spoilt.has(key) ? undefined : this.inner.load(key, known);
  }

  override delete(key: string): boolean {
    this.#spoilt.delete(key);
    return this.inner.delete(key);
  }

  override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
    return this.inner.takeExpired(limit, leaseMs).filter(({ key, expiresAt = Infinity }) => {
      if (!this.#spoilt.has(key)) return true;
      if (expiresAt + this.keptMs <= this.clock.now()) this.inner.delete(key);
      return false;
    });
  }
}
