import type { HttpSession, HttpSessionBindingEvent, SessionListener } from 'httpsession';
import { attempt, ScriptState, show, showAll, showAttribute } from './script-state.ts';

/** The counterpart of `LoggingListener.java`. */
export function loggingListener(number: string): SessionListener {
  // Only the first listener acts, so that the second shows whether it is still called.
  const hook = (script: ScriptState, what: string, session: HttpSession): void => {
    if (number === '1') script.runHook(what, session);
  };
  const lifecycle = (what: string, session: HttpSession): void => {
    const script = ScriptState.of(session.getId());
    const isNew = attempt(() => String(session.isNew()));
    const fields = [`new=${isNew}`, `all=${showAll(session)}`];
    script.log([what, number, session.getId(), ...fields].join(' '));
    hook(script, what, session);
  };
  const attribute = (what: string, event: HttpSessionBindingEvent): void => {
    const session = event.getSession();
    const script = ScriptState.of(session.getId());
    const fields = [
      `name=${event.getName()}`,
      `value=${show(event.getValue())}`,
      `now=${showAttribute(session, event.getName())}`,
    ];
    script.log([what, number, session.getId(), ...fields].join(' '));
    if (number === '1') script.runHookOn(event.getName(), what, session);
  };
  return {
    sessionCreated(event) {
      const session = event.getSession();
      ScriptState.of(session.getId()).adopt(session.getId());
      lifecycle('created', session);
    },
    sessionDestroyed(event) {
      lifecycle('destroyed', event.getSession());
    },
    sessionIdChanged(event, oldId) {
      const session = event.getSession();
      const script = ScriptState.of(oldId);
      script.adopt(session.getId());
      script.log(['changed', number, session.getId(), `old=${oldId}`].join(' '));
      hook(script, 'changed', session);
    },
    attributeAdded(event) {
      attribute('added', event);
    },
    attributeRemoved(event) {
      attribute('removed', event);
    },
    attributeReplaced(event) {
      attribute('replaced', event);
    },
  };
}
