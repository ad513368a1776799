import type { MaybePromise, SessionLock, SessionLockRequest, SessionRecord } from 'httpsession';
import { aside, Wrapper } from '../support/wrapper.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

type Locked = MaybePromise<SessionLock | undefined>;

/** Changes what a lock does. */
abstract class OtherLocks extends Wrapper {
  protected abstract changed(lock: SessionLock): SessionLock;

  override async lock(name: string, request: SessionLockRequest): Promise<SessionLock | undefined> {
    const lock = await this.inner.lock(name, request);
    return lock && this.changed(lock);
  }
}

export const locksMutants: Mutant[] = mutantsOf('locks', {
  'keeps nobody out': class extends Wrapper {
    #locks = 0;

    override lock(_: string, request: SessionLockRequest): Locked {
      this.#locks += 1;
      return this.inner.lock(`lock ${this.#locks}`, request);
    }
  },

  'has one lock for all names': class extends Wrapper {
    override lock(_: string, request: SessionLockRequest): Locked {
      return this.inner.lock('all', request);
    }
  },

  'gives every holder the same token': class extends OtherLocks {
    protected changed(lock: SessionLock): SessionLock {
      return { ...lock, token: 1 };
    }
  },

  'begins the tokens anew when nobody holds the lock': class extends Wrapper {
    #holders = 0;

    override async lock(
      name: string,
      request: SessionLockRequest,
    ): Promise<SessionLock | undefined> {
      const lock = await this.inner.lock(name, request);
      if (!lock) return undefined;
      this.#holders += 1;
      const release = (): MaybePromise<boolean> => {
        this.#holders -= 1;
        return lock.release();
      };
      return { ...lock, token: this.#holders, release };
    }
  },

  'has leases without an end': class extends Wrapper {
    override lock(name: string, request: SessionLockRequest): Locked {
      return this.inner.lock(name, { ...request, leaseMs: 2 ** 31 - 1 });
    }
  },

  'does not renew': class extends OtherLocks {
    protected changed(lock: SessionLock): SessionLock {
      return { ...lock, renew: () => true };
    }
  },

  'says that it let go of what was not held': class extends OtherLocks {
    protected changed(lock: SessionLock): SessionLock {
      return {
        ...lock,
        release: async () => {
          await lock.release();
          return true;
        },
      };
    }
  },

  'releases what somebody else holds': class extends Wrapper {
    #holder: SessionLock | undefined = undefined;

    override async lock(
      name: string,
      request: SessionLockRequest,
    ): Promise<SessionLock | undefined> {
      const lock = await this.inner.lock(name, request);
      if (!lock) return undefined;
      this.#holder = lock;
      return { ...lock, release: () => this.#holder?.release() ?? false };
    }
  },

  'waits without time to wait': class extends Wrapper {
    override lock(name: string, request: SessionLockRequest): Locked {
      return this.inner.lock(name, { ...request, waitMs: Math.max(request.waitMs, 60_000) });
    }
  },

  'does not wait': class extends Wrapper {
    override lock(name: string, request: SessionLockRequest): Locked {
      return this.inner.lock(name, { ...request, waitMs: 0 });
    }
  },

  'serves the last one first': class extends Wrapper {
    #waiting: (() => void)[] = [];

    override async lock(
      name: string,
      request: SessionLockRequest,
    ): Promise<SessionLock | undefined> {
      for (;;) {
        const lock = await this.inner.lock(name, { ...request, waitMs: 0 });
        if (lock) {
          const release = async (): Promise<boolean> => {
            const isReleased = await lock.release();
            this.#waiting.pop()?.();
            return isReleased;
          };
          return { ...lock, release };
        }
        if (request.waitMs === 0) return undefined;
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    }
  },

  'leaves those alone who wait when it is closed': class extends Wrapper {
    override close(): void {
      // Nothing is told to anybody.
    }
  },
});

export const abilitiesMutants: Mutant[] = [
  {
    name: 'has no locks',
    group: 'abilities',
    make: (clock) => Object.assign(new Wrapper(clock), { lock: undefined }),
  },
  {
    name: 'has half a listing',
    group: 'abilities',
    make: (clock) => Object.assign(new Wrapper(clock), { findByUid: undefined }),
  },
];

export const lifecycleMutants: Mutant[] = mutantsOf('lifecycle', {
  'cannot be closed twice': class extends Wrapper {
    #isClosed = false;

    override close(): void {
      if (this.#isClosed) throw new Error('closed already');
      this.#isClosed = true;
    }
  },

  'gives no answer to who asked before it was closed': class extends Wrapper {
    #isClosed = false;

    override async load(
      key: string,
      known?: number,
    ): Promise<SessionRecord | 'unchanged' | undefined> {
      await aside();
      return this.#isClosed ? new Promise(() => undefined) : this.inner.load(key, known);
    }

    override close(): void {
      this.#isClosed = true;
    }
  },

  'hangs when it is closed before it was used': class extends Wrapper {
    #used: (() => void) | undefined = undefined;

    override close(): Promise<void> {
      return new Promise((resolve) => {
        this.#used = resolve;
      });
    }
  },
});
