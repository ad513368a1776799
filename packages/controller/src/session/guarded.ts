import type { HttpServletRequest } from '@httpsession/servlet';
import type { HttpSession } from 'httpsession';

/** What a guard needs of the controller that it stands before. */
export interface Guarded {
  getSession(create: boolean): HttpSession | null;
  getRequest(): HttpServletRequest;
  isUserInRole(role: string): boolean;
  redirect(url: string): void;
}
