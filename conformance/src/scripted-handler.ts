import { setTimeout as wait } from 'node:timers/promises';
import {
  IllegalStateException,
  type HttpSession,
  type ServletContext,
  type SessionRequest,
  type SessionResponse,
} from 'httpsession';
import { decodeOperations } from './operations.ts';
import { attempt, Counter, ScriptState, show, showAll, showNames } from './script-state.ts';

type Arguments = readonly string[];

/** What a handler throws because the script says so. */
export class ScriptedFailure extends Error {}

/** The counterpart of `ScriptedServlet.java` and `Operations.java`, for one application. */
export function scriptedHandler(
  context: ServletContext,
): (request: SessionRequest, response: SessionResponse) => Promise<void> {
  return (request, response) => answer(context, request, response);
}

async function answer(
  context: ServletContext,
  request: SessionRequest,
  response: SessionResponse,
): Promise<void> {
  const script = ScriptState.start(header(request, 'x-script'));
  const operations = new Operations({ script, request, response, context });
  let lines = '';
  for (const [name = '', ...fields] of decodeOperations(header(request, 'x-ops'))) {
    const result = script.run(() => attempt(() => operations.run(name, fields)));
    // Only then: everything else happens within the turn in which the request came in.
    if (name === 'sleep') await wait(Number(fields[0]));
    lines += `${result}\n`;
    for (const event of script.drain()) lines += `+${event}\n`;
  }
  if (operations.failed || operations.redirected) script.undelivered = lines;
  if (operations.redirected) {
    // Also when it is to fail: only a servlet can take a redirect back.
    response.end();
    return;
  }
  if (operations.failed) throw new ScriptedFailure('asked for by the script');
  if (!response.headersSent) response.setHeader('Content-Type', 'text/plain;charset=utf-8');
  response.end(lines);
}

class Operations {
  readonly #script: ScriptState;
  readonly #request: SessionRequest;
  readonly #response: SessionResponse;
  readonly #context: ServletContext;
  readonly #slots = new Map<string, HttpSession | null>();
  redirected = false;
  failed = false;

  constructor(parts: {
    script: ScriptState;
    request: SessionRequest;
    response: SessionResponse;
    context: ServletContext;
  }) {
    this.#script = parts.script;
    this.#request = parts.request;
    this.#response = parts.response;
    this.#context = parts.context;
  }

  run(name: string, fields: Arguments): string {
    const onRequest = this.#onRequest[name];
    if (onRequest !== undefined) return onRequest(fields);
    const onSession = this.#onSession[name];
    if (onSession === undefined) throw new Error(`Unknown operation ${name}`);
    const session = this.#slots.get(fields[0] ?? '') ?? null;
    return session === null ? 'none' : onSession(session, fields.slice(1));
  }

  readonly #onRequest: Record<string, (fields: Arguments) => string> = {
    get: ([slot = '', create]) => {
      const session =
        create === 'default'
          ? this.#request.getSession()
          : this.#request.getSession(create === 'true');
      this.#slots.set(slot, session);
      return session === null ? 'null' : `id:${session.getId()}`;
    },
    same: ([slot = '', other = '']) =>
      String((this.#slots.get(slot) ?? null) === (this.#slots.get(other) ?? null)),
    change: () => `id:${this.#request.changeSessionId()}`,
    requested: () => show(this.#request.getRequestedSessionId()),
    valid: () => String(this.#request.isRequestedSessionIdValid()),
    fromCookie: () => String(this.#request.isRequestedSessionIdFromCookie()),
    fromUrl: () => String(this.#request.isRequestedSessionIdFromURL()),
    encode: ([url]) => show(this.#response.encodeURL(text(url) as string)),
    encodeRedirect: ([url]) => show(this.#response.encodeRedirectURL(text(url) as string)),
    flush: () => {
      this.#response.flushHeaders();
      return 'done';
    },
    committed: () => String(this.#response.headersSent),
    redirect: ([url]) => {
      // As the servlet's sendRedirect.
      const location = this.#response.encodeRedirectURL(text(url) ?? '');
      if (this.#response.headersSent) {
        throw new IllegalStateException('HTTPSESSION_RESPONSE_COMMITTED', 'Too late to redirect');
      }
      this.#response.writeHead(302, { Location: location });
      this.redirected = true;
      return 'done';
    },
    fail: () => {
      this.failed = true;
      return 'done';
    },
    sleep: () => 'done',
    hook: ([event = '', action = '']) => {
      this.#script.hook(event, action);
      return 'done';
    },
    collect: () => this.#script.undelivered,
    end: () => {
      this.#script.end();
      return 'done';
    },
  };

  readonly #onSession: Record<string, (session: HttpSession, fields: Arguments) => string> = {
    id: (session) => `id:${session.getId()}`,
    isNew: (session) => String(session.isNew()),
    created: (session) => `t${String(session.getCreationTime())}`,
    accessed: (session) => `t${String(session.getLastAccessedTime())}`,
    interval: (session) => `#${String(session.getMaxInactiveInterval())}`,
    setInterval: (session, [seconds]) => {
      session.setMaxInactiveInterval(Number(seconds));
      return 'done';
    },
    context: (session) => String(session.getServletContext() === this.#context),
    names: (session) => {
      // Asked for first: showNames turns exceptions into text, and this one is the result.
      session.getAttributeNames();
      return showNames(session);
    },
    all: (session) => showAll(session),
    attribute: (session, [name]) => show(session.getAttribute(text(name) as string)),
    is: (session, [name, label = '']) =>
      String(session.getAttribute(text(name) as string) === this.#script.object(label)),
    bump: (session, [name]) => {
      const value: unknown = session.getAttribute(text(name) as string);
      if (!(value instanceof Counter)) return 'none';
      value.bump();
      return 'done';
    },
    set: (session, [name, value]) => {
      session.setAttribute(text(name) as string, this.#value(value));
      return 'done';
    },
    remove: (session, [name]) => {
      session.removeAttribute(text(name) as string);
      return 'done';
    },
    invalidate: (session) => {
      session.invalidate();
      return 'done';
    },
  };

  #value(field = '~'): unknown {
    if (field.startsWith('#')) return Number(field.slice(1));
    return field.startsWith('@') || field.startsWith('$')
      ? this.#script.object(field)
      : text(field);
  }
}

/** A text argument: after a dot, or null when it is a tilde. */
function text(field = '~'): string | null {
  return field === '~' ? null : field.slice(1);
}

function header(request: SessionRequest, name: string): string {
  return String(request.headers[name] ?? '');
}
