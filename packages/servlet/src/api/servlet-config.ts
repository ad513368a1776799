import type { Enumeration } from 'httpsession';
import type { ServletContext } from './servlet-context.ts';

/** Java's `ServletConfig`: what the container tells a servlet when it starts. */
export interface ServletConfig {
  /** The name that the servlet is registered under. */
  getServletName(): string;
  /** The application. */
  getServletContext(): ServletContext;
  /** An init parameter of this servlet, or `null`. */
  getInitParameter(name: string): string | null;
  /** The names of the init parameters. */
  getInitParameterNames(): Enumeration<string>;
}
