import assert from 'node:assert/strict';
import type { MaybePromise, SessionChange, SessionRecord } from 'httpsession';
import { Wrapper } from './wrapper.ts';

/** A sound store that does not forgive a change whose uid is not that of the session it reaches. */
export class StrictStore extends Wrapper {
  readonly #uids = new Map<string, string>();

  override create(record: SessionRecord): MaybePromise<boolean> {
    const isMade = this.inner.create(record);
    if (isMade) this.#uids.set(record.key, record.uid);
    return isMade;
  }

  override update(key: string, change: SessionChange): MaybePromise<'ok' | 'gone' | 'conflict'> {
    const answer = this.inner.update(key, change);
    if (answer !== 'gone') {
      assert.equal(change.uid, this.#uids.get(key), 'the uid of the change');
    }
    return answer;
  }

  override rename(oldKey: string, newKey: string, sealedId?: Uint8Array): MaybePromise<boolean> {
    const uid = this.#uids.get(oldKey);
    const isMoved = this.inner.rename(oldKey, newKey, sealedId);
    if (isMoved && uid !== undefined) this.#uids.set(newKey, uid);
    return isMoved;
  }
}
