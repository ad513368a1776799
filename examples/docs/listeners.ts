// #region listener
import type { HttpSessionBindingEvent, HttpSessionEvent, SessionListener } from 'httpsession';

export const log: string[] = [];

export const listener: SessionListener = {
  sessionCreated: () => log.push('created'),
  sessionDestroyed(event: HttpSessionEvent) {
    const user: unknown = event.getSession().getAttribute('user');
    log.push(`destroyed: ${event.getReason()}, user ${String(user)}`);
  },
  attributeAdded(event: HttpSessionBindingEvent) {
    log.push(`added ${event.getName()} = ${String(event.getValue())}`);
  },
  sessionIdChanged: () => log.push('id changed'),
};
// #endregion listener

// #region bound
import type { HttpSessionBindingListener } from 'httpsession';

/** A value that is told when it comes into a session, and when it leaves. */
export class Upload implements HttpSessionBindingListener {
  isOpen = false;

  valueBound(): void {
    this.isOpen = true;
  }

  valueUnbound(): void {
    this.isOpen = false;
  }
}
// #endregion bound
