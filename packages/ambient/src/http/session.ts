import { type AttributeResult, type HttpSession, IllegalArgumentException } from 'httpsession';
import { currentExchange, requireExchange } from '../current.ts';
import { ambientOptions } from '../ambient-options.ts';
import { asText } from './output.ts';

/** The session of the running request, as functions. */
export interface AmbientSession {
  /** Whether this code runs for a request whose response is not over. Makes no session. */
  isValid(): boolean;
  /** An attribute; `null` without it, or without a session. */
  getAttribute<K extends string>(name: K): AttributeResult<K>;
  /** The names of the attributes; empty without a session. */
  getAttributeNames(): string[];
  /** When the session was made. Makes one if there is none, as do the three after it. */
  getCreationTime(): Date;
  /** The id of the session. */
  getId(): string;
  /** When the request before this one began. */
  getLastAccessedTime(): Date;
  /** Seconds without a request after which the session ends; 0 or less: never. */
  getMaxInactiveInterval(): number;
  /** Ends the session, if there is one. What is set later in this request goes into a new one. */
  invalidate(): void;
  /** Whether the session was made for this request; false without one. */
  isNew(): boolean;
  /** Stores an attribute, in a new session if there is none. `null` removes it. */
  setAttribute(name: string, value: unknown): void;
  /** Removes an attribute, if it is there. */
  removeAttribute(name: string): void;
  /** Sets the seconds without a request after which the session ends: a whole number; 0 or less: never. */
  setMaxInactiveInterval(interval: number): void;
}

/** Whether a call that has no request gives its neutral value instead of an error. */
function isLenient(): boolean {
  return ambientOptions().outsideRequest === 'neutral' && currentExchange() === undefined;
}

/** The session that there is. */
function present(call: string): HttpSession | null {
  if (isLenient()) return null;
  return requireExchange(`session.${call}`).request.getSession(false);
}

/** The session, made if there is none; null without a request. */
function made(call: string): HttpSession | null {
  if (isLenient()) return null;
  return requireExchange(`session.${call}`).request.getSession();
}

function attributeOf(name: string): unknown {
  const value: unknown = present('getAttribute')?.getAttribute(name) ?? null;
  return value !== null && ambientOptions().stringValues ? textOf(value) : value;
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : asText(value);
}

/**
 * The session of the running request. Without a request everything but `isValid` throws
 * OutsideRequestError, unless the option `outsideRequest` says otherwise.
 */
export const session: AmbientSession = Object.freeze({
  isValid: () => currentExchange() !== undefined,
  getAttribute: <K extends string>(name: K) => attributeOf(name) as AttributeResult<K>,
  getAttributeNames: () => [...(present('getAttributeNames')?.getAttributeNames() ?? [])],
  getCreationTime: () => new Date(made('getCreationTime')?.getCreationTime() ?? 0),
  getId: () => made('getId')?.getId() ?? (null as unknown as string),
  getLastAccessedTime: () => new Date(made('getLastAccessedTime')?.getLastAccessedTime() ?? 0),
  getMaxInactiveInterval: () => made('getMaxInactiveInterval')?.getMaxInactiveInterval() ?? 0,
  invalidate: () => present('invalidate')?.invalidate(),
  isNew: () => present('isNew')?.isNew() ?? false,
  setAttribute: (name: string, value: unknown) => made('setAttribute')?.setAttribute(name, value),
  removeAttribute: (name: string) => present('removeAttribute')?.removeAttribute(name),
  setMaxInactiveInterval: (interval: number) => {
    const own = made('setMaxInactiveInterval');
    if (!Number.isInteger(interval)) {
      throw new IllegalArgumentException(
        'session.setMaxInactiveInterval: the interval is a whole number of seconds',
      );
    }
    own?.setMaxInactiveInterval(interval);
  },
});

/**
 * `session` under the name of its class in Eclipse Dirigible.
 * @alias
 */
export const Session: AmbientSession = session;
