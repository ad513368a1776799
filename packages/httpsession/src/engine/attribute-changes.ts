import type { HttpSession } from '../servlet-api/http-session.ts';
import {
  attributeNames,
  getAttribute,
  hasOnlyPlainValues,
  NO_ATTRIBUTES,
  withAttribute,
  withoutAttribute,
} from './attributes.ts';
import type { Failure, ListenerDispatch } from './listener-dispatch.ts';
import { isUsable, type LiveSession } from './live-session.ts';
import { Undecoded } from './stored-state.ts';

/** What attributes need of a store. */
export interface AttributeStorage {
  /** Throws when a value could not be stored under this name. */
  check(live: LiveSession, name: string, value: unknown): void;
  /** The value of an attribute that nobody has read since it came. */
  decode(live: LiveSession, name: string, undecoded: Undecoded): unknown;
  /** Told of a value that cannot be decoded where nobody can be told. */
  unreadable(error: unknown): void;
}

/**
 * Binds and unbinds attributes with their events, in the order of Servlet 6.1: `valueBound` before
 * the value can be read, `valueUnbound` once it cannot, and then the attribute listeners.
 */
export class AttributeChanges {
  readonly #dispatch: ListenerDispatch;
  readonly #storage: AttributeStorage | undefined;

  constructor(dispatch: ListenerDispatch, storage: AttributeStorage | undefined) {
    this.#dispatch = dispatch;
    this.#storage = storage;
  }

  /** The value of an attribute, or undefined. */
  read(live: LiveSession, name: string): unknown {
    const value = getAttribute(live.attributes, name);
    if (live.stored === undefined || value === undefined) return value;
    if (typeof value !== 'object' && typeof value !== 'function') return value;
    if (!(value instanceof Undecoded)) {
      live.stored.noteHandedOut(name);
      return value;
    }
    return this.#storage?.decode(live, name, value);
  }

  /** Adds or replaces an attribute. `value` is neither null nor undefined. */
  bind(
    live: LiveSession,
    session: HttpSession,
    { name, value }: { name: string; value: unknown },
  ): Failure | undefined {
    this.#storage?.check(live, name, value);
    const before = this.#readOld(live, name);
    let failure: Failure | undefined;
    if (value !== before) failure = this.#dispatch.valueBound(session, name, value);
    if (!isUsable(live)) {
      // valueBound ended the session: the value was told that it is bound, so it is told the opposite.
      return firstOf(failure, this.#dispatch.valueUnbound(session, name, value));
    }
    const old = this.#readOld(live, name);
    live.attributes = withAttribute(live.attributes, name, value);
    live.stored?.noteChanged(name);
    // The caller still has it, and may change it after a commit that comes before the end.
    if (typeof value === 'object') live.stored?.noteHandedOut(name);
    if (old === undefined) {
      return firstOf(failure, this.#dispatch.attributeAdded(session, name, value));
    }
    if (old !== value) {
      failure = firstOf(failure, this.#dispatch.valueUnbound(session, name, old));
    }
    return firstOf(failure, this.#dispatch.attributeReplaced(session, name, old));
  }

  /** Removes an attribute; an unknown name does nothing. */
  unbind(live: LiveSession, session: HttpSession, name: string): Failure | undefined {
    if (getAttribute(live.attributes, name) === undefined) return undefined;
    const old = this.#readOld(live, name);
    live.attributes = withoutAttribute(live.attributes, name);
    live.stored?.noteChanged(name);
    if (old === undefined) return undefined;
    const failure = this.#dispatch.valueUnbound(session, name, old);
    return firstOf(failure, this.#dispatch.attributeRemoved(session, name, old));
  }

  /** Removes all attributes one by one, at the end of a session; those that are left can be read. */
  unbindAll(live: LiveSession, session: HttpSession): Failure | undefined {
    if (!this.#dispatch.hearsRemoved && hasOnlyPlainValues(live.attributes)) {
      live.attributes = NO_ATTRIBUTES;
      return undefined;
    }
    let failure: Failure | undefined;
    for (const name of attributeNames(live.attributes)) {
      const old = this.#readOld(live, name);
      live.attributes = withoutAttribute(live.attributes, name);
      if (old === undefined) continue;
      failure = firstOf(failure, this.#dispatch.valueUnbound(session, name, old));
      failure = firstOf(failure, this.#dispatch.attributeRemoved(session, name, old));
    }
    live.attributes = NO_ATTRIBUTES;
    return failure;
  }

  /** What cannot be decoded any more can still be replaced and removed; nobody can be shown it. */
  #readOld(live: LiveSession, name: string): unknown {
    try {
      return this.read(live, name);
    } catch (error) {
      this.#storage?.unreadable(error);
      return undefined;
    }
  }
}

/** Both calls have been made by then: every listener hears, the first error is kept. */
function firstOf(first: Failure | undefined, second: Failure | undefined): Failure | undefined {
  return first ?? second;
}
