import type { HttpSessionEvent, HttpSessionListener } from 'httpsession';
import type {
  ServletContext,
  ServletContextEvent,
  ServletContextListener,
} from '@httpsession/servlet';

/** Counts the sessions that live. */
export class UserCounter implements ServletContextListener, HttpSessionListener {
  contextInitialized(event: ServletContextEvent): void {
    event.getServletContext().setAttribute('sessions', 0);
    event.getServletContext().setAttribute('users', 0);
  }

  sessionCreated(event: HttpSessionEvent): void {
    add(event.getSession().getServletContext() as ServletContext, 'sessions', 1);
  }

  sessionDestroyed(event: HttpSessionEvent): void {
    add(event.getSession().getServletContext() as ServletContext, 'sessions', -1);
  }
}

/** Without Java's `synchronized`: nothing else runs between the two calls. */
export function add(context: ServletContext, name: string, difference: number): void {
  context.setAttribute(name, (context.getAttribute(name) as number) + difference);
}
