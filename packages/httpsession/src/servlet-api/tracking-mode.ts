import { IllegalArgumentException } from '../common/errors.ts';

/** How the id of a session may travel (Servlet 6.1, `SessionTrackingMode`). */
export type SessionTrackingMode = 'COOKIE' | 'URL' | 'SSL';

const MODES: readonly SessionTrackingMode[] = ['COOKIE', 'URL', 'SSL'];

/** Java's enum: its three constants, and its two static methods. */
export const SessionTrackingMode = {
  COOKIE: 'COOKIE',
  URL: 'URL',
  SSL: 'SSL',
  /** The modes, in the order of Java's declaration. */
  values: (): SessionTrackingMode[] => [...MODES],
  /** The mode of that exact name. Throws IllegalArgumentException when there is none. */
  valueOf(name: string): SessionTrackingMode {
    const mode = MODES.find((known) => known === name);
    if (mode === undefined) {
      throw new IllegalArgumentException(
        `No tracking mode has that name; there are ${MODES.join(', ')}`,
      );
    }
    return mode;
  },
} as const;
