import type {
  HttpSessionActivationListener,
  HttpSessionBindingEvent,
  HttpSessionBindingListener,
  HttpSessionEvent,
  SessionListener,
} from 'httpsession';

type AnyEvent = HttpSessionEvent | HttpSessionBindingEvent;

/** Writes down every call of its listeners and values, in order, one line each. */
export class ListenerLog {
  /** The lines: `created`, `added cart=1`, `bound a.cart`; a listener's label and a colon go before. */
  readonly lines: string[] = [];
  /** The event of each line. */
  readonly events: AnyEvent[] = [];

  /** Gives the lines so far and starts anew. */
  take(): string[] {
    this.events.length = 0;
    return this.lines.splice(0);
  }

  /** A listener for the option `listeners`. */
  listener(label?: string): SessionListener {
    const prefix = label === undefined ? '' : `${label}:`;
    const told = (word: string) => (event: HttpSessionEvent) => {
      this.add(prefix + word, event);
    };
    const changed = (word: string) => (event: HttpSessionBindingEvent) => {
      this.add(`${prefix}${word} ${event.getName()}=${String(event.getValue())}`, event);
    };
    return {
      sessionCreated: told('created'),
      sessionDestroyed: told('destroyed'),
      attributeAdded: changed('added'),
      attributeRemoved: changed('removed'),
      attributeReplaced: changed('replaced'),
      sessionIdChanged: told('idChanged'),
    };
  }

  /** An attribute value that wants to know about its binding and activation. */
  value(label: string): LoggedValue {
    return new LoggedValue(this, label);
  }

  add(line: string, event: AnyEvent): void {
    this.lines.push(line);
    this.events.push(event);
  }
}

/** Implements the two listener interfaces of values; shows its label as text. */
export class LoggedValue implements HttpSessionBindingListener, HttpSessionActivationListener {
  readonly #log: ListenerLog;
  readonly #label: string;

  constructor(log: ListenerLog, label: string) {
    this.#log = log;
    this.#label = label;
  }

  toString(): string {
    return this.#label;
  }

  valueBound(event: HttpSessionBindingEvent): void {
    this.#log.add(`bound ${this.#label}`, event);
  }

  valueUnbound(event: HttpSessionBindingEvent): void {
    this.#log.add(`unbound ${this.#label}`, event);
  }

  sessionWillPassivate(event: HttpSessionEvent): void {
    this.#log.add(`willPassivate ${this.#label}`, event);
  }

  sessionDidActivate(event: HttpSessionEvent): void {
    this.#log.add(`didActivate ${this.#label}`, event);
  }
}
