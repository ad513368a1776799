import type { HttpServletRequest } from '@httpsession/servlet';
import type { HttpSession } from 'httpsession';

/** What a guard needs of the controller that it stands before. */
export interface Guarded {
  /** The session; `null` when there is none and `create` is false. */
  getSession(create: boolean): HttpSession | null;
  /** The request that is guarded. */
  getRequest(): HttpServletRequest;
  /** Whether who has logged in has a role. */
  isUserInRole(role: string): boolean;
  /** Sends the client elsewhere, in place of the action. */
  redirect(url: string): void;
}
