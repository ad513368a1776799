import type {
  HttpSessionAttributeListener,
  HttpSessionBindingEvent,
  HttpSessionEvent,
  HttpSessionIdListener,
  HttpSessionListener,
} from 'httpsession';
import { HIDDEN, showValue } from './attribute-view.ts';
import type { EventLog } from './event-log.ts';

/** Writes everything that the container's listeners can hear into the log. */
export class LogListener
  implements HttpSessionListener, HttpSessionAttributeListener, HttpSessionIdListener
{
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  sessionCreated(event: HttpSessionEvent): void {
    this.#log.record(event, 'sessionCreated');
  }

  sessionDestroyed(event: HttpSessionEvent): void {
    this.#log.record(event, 'sessionDestroyed', event.getReason());
  }

  sessionIdChanged(event: HttpSessionEvent, oldSessionId: string): void {
    this.#log.rename(event.getSession(), oldSessionId);
    this.#log.record(event, 'sessionIdChanged', `${HIDDEN} → ${HIDDEN}`);
  }

  attributeAdded(event: HttpSessionBindingEvent): void {
    this.#log.record(event, 'attributeAdded', showBinding(event, event.getValue()));
  }

  attributeReplaced(event: HttpSessionBindingEvent): void {
    // The event has the old value, the session the new one already.
    const value: unknown = event.getSession().getAttribute(event.getName());
    this.#log.record(event, 'attributeReplaced', showBinding(event, value));
  }

  attributeRemoved(event: HttpSessionBindingEvent): void {
    this.#log.record(event, 'attributeRemoved', event.getName());
  }
}

function showBinding(event: HttpSessionBindingEvent, value: unknown): string {
  return `${event.getName()} = ${showValue(event.getName(), value)}`;
}
