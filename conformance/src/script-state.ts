import {
  IllegalArgumentException,
  type HttpSession,
  type HttpSessionBindingEvent,
  type HttpSessionBindingListener,
} from 'httpsession';

/** The counterpart of `Script.java`: what one script has on the server. */
export class ScriptState {
  static readonly #byName = new Map<string, ScriptState>();
  static readonly #bySession = new Map<string, ScriptState>();
  static #running: ScriptState | undefined;

  readonly #name: string;
  readonly #sessions: string[] = [];
  readonly #objects = new Map<string, LoggingValue | Counter>();
  readonly #hooks = new Map<string, string>();
  #events: string[] = [];
  /** The answer of a request whose response could not carry it. */
  undelivered = '';

  private constructor(name: string) {
    this.#name = name;
  }

  static start(name: string): ScriptState {
    const script = ScriptState.#byName.get(name) ?? new ScriptState(name);
    ScriptState.#byName.set(name, script);
    return script;
  }

  /** The script that a session belongs to, or the one whose operation makes it. */
  static of(sessionId: string): ScriptState {
    const script = ScriptState.#bySession.get(sessionId) ?? ScriptState.#running;
    if (script === undefined) throw new Error('An event of a session that no script made');
    return script;
  }

  /** Runs an operation, so that a session that it makes finds its script. */
  run<T>(operation: () => T): T {
    ScriptState.#running = this;
    try {
      return operation();
    } finally {
      ScriptState.#running = undefined;
    }
  }

  adopt(sessionId: string): void {
    ScriptState.#bySession.set(sessionId, this);
    this.#sessions.push(sessionId);
  }

  end(): void {
    ScriptState.#byName.delete(this.#name);
    for (const id of this.#sessions) ScriptState.#bySession.delete(id);
  }

  log(event: string): void {
    this.#events.push(event);
  }

  drain(): string[] {
    const drained = this.#events;
    this.#events = [];
    return drained;
  }

  /** The object of that label, the same one each time. */
  object(label: string): LoggingValue | Counter {
    const found =
      this.#objects.get(label) ??
      (label.startsWith('@') ? new LoggingValue(label) : new Counter(label));
    this.#objects.set(label, found);
    return found;
  }

  hook(event: string, action: string): void {
    this.#hooks.set(event, action);
  }

  /** As runHook, for one attribute only: the order in which several are unbound is not specified. */
  runHookOn(attribute: string, event: string, session: HttpSession): void {
    if (attribute === 'a') this.runHook(event, session);
  }

  /** Does once what the script asked for at this event. */
  runHook(event: string, session: HttpSession): void {
    const action = this.#hooks.get(event);
    if (action === undefined) return;
    this.#hooks.delete(event);
    if (action === 'throw') {
      this.log('hook throw');
      throw new IllegalArgumentException('asked for by the script');
    }
    this.log(`hook ${action} ${attempt(() => this.#act(action, session))}`);
  }

  #act(action: string, session: HttpSession): string {
    if (action === 'invalidate') session.invalidate();
    else if (action === 'set') session.setAttribute('hook', 'h');
    else if (action === 'bind') session.setAttribute('hook', this.object('@h'));
    else session.removeAttribute('a');
    return 'done';
  }
}

/** What a call gives, or an exclamation mark and the class of what it throws. */
export function attempt(call: () => string): string {
  try {
    return call();
  } catch (error) {
    // The point of a script: exceptions are results.
    return `!${error instanceof Error ? error.name : String(error)}`;
  }
}

/** How a value is written in a transcript. */
export function show(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return `#${String(value)}`;
  if (typeof value === 'string') return `.${value}`;
  return value instanceof LoggingValue || value instanceof Counter
    ? value.toString()
    : `?${typeof value}`;
}

export function showAttribute(session: HttpSession, name: string): string {
  return attempt(() => show(session.getAttribute(name)));
}

/** The names in alphabetical order: the order of the enumeration is not specified (SES-041). */
export function showNames(session: HttpSession): string {
  return attempt(() => `[${[...session.getAttributeNames()].sort().join(',')}]`);
}

/** All attributes, in alphabetical order. */
export function showAll(session: HttpSession): string {
  return attempt(() => {
    const names = [...session.getAttributeNames()].sort();
    return `[${names.map((name) => `${name}:${showAttribute(session, name)}`).join(',')}]`;
  });
}

/** An attribute that the application changes in place. */
export class Counter {
  readonly #label: string;
  #count = 0;

  constructor(label: string) {
    this.#label = label;
  }

  bump(): void {
    this.#count += 1;
  }

  toString(): string {
    return `${this.#label}:${String(this.#count)}`;
  }
}

/** An attribute value that logs when it is bound and unbound, and what can be read meanwhile. */
export class LoggingValue implements HttpSessionBindingListener {
  readonly #label: string;

  constructor(label: string) {
    this.#label = label;
  }

  valueBound(event: HttpSessionBindingEvent): void {
    this.#log('bound', event);
  }

  valueUnbound(event: HttpSessionBindingEvent): void {
    this.#log('unbound', event);
  }

  toString(): string {
    return this.#label;
  }

  #log(what: string, event: HttpSessionBindingEvent): void {
    const session = event.getSession();
    const script = ScriptState.of(session.getId());
    const fields = [
      `name=${event.getName()}`,
      `value=${show(event.getValue())}`,
      `now=${showAttribute(session, event.getName())}`,
      `names=${showNames(session)}`,
    ];
    script.log([what, this.#label, session.getId(), ...fields].join(' '));
    script.runHookOn(event.getName(), what, session);
  }
}
