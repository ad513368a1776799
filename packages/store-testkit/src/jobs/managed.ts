import { type HttpSession, SessionConflictError, type SessionStore } from 'httpsession';
import { visit } from './application.ts';

/** What comes of `incrementManaged`. */
export interface Increments {
  /** How often `session.update` gave up, and was asked again. */
  readonly refusals: number;
}

/**
 * Adds 1 so many times by `session.update`, as an application does: when it gives up, as others were faster each
 * time, it is asked again.
 */
export async function incrementManaged(
  store: SessionStore,
  { cookie, times }: { cookie: string; times: number },
): Promise<Increments> {
  const add = async (session: HttpSession): Promise<void> => {
    await session.update('count', (count: number) => count + 1);
  };
  return visit(store, cookie, async ({ accessor }) => {
    let refusals = 0;
    for (let done = 0; done < times;) {
      try {
        await accessor.access(add);
        done += 1;
      } catch (error) {
        if (!(error instanceof SessionConflictError)) throw error;
        refusals += 1;
      }
    }
    return { refusals };
  });
}

/**
 * Sets an attribute of its own to 1, 2 and so on, as a request each does, and looks before each whether it still is
 * what it was set to. Gives how often it was not.
 */
export async function keepManaged(
  store: SessionStore,
  { cookie, name, times }: { cookie: string; name: string; times: number },
): Promise<number> {
  return visit(store, cookie, async ({ accessor }) => {
    let lost = 0;
    for (let number = 1; number <= times; number += 1) {
      await accessor.access((session) => {
        if (session.getAttribute(name) !== number - 1) lost += 1;
        session.setAttribute(name, number);
      });
    }
    return lost;
  });
}
