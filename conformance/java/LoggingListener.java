import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;

/** Logs every event of every session, and what can be read at that moment. */
final class LoggingListener
    implements HttpSessionListener, HttpSessionAttributeListener, HttpSessionIdListener {
  private final String number;

  LoggingListener(String number) {
    this.number = number;
  }

  @Override
  public void sessionCreated(HttpSessionEvent event) {
    HttpSession session = event.getSession();
    Script.of(session.getId()).adopt(session.getId());
    lifecycle("created", session);
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    lifecycle("destroyed", event.getSession());
  }

  @Override
  public void sessionIdChanged(HttpSessionEvent event, String oldId) {
    HttpSession session = event.getSession();
    Script script = Script.of(oldId);
    script.adopt(session.getId());
    script.log(String.join(" ", "changed", number, session.getId(), "old=" + oldId));
    hook(script, "changed", session);
  }

  @Override
  public void attributeAdded(HttpSessionBindingEvent event) {
    attribute("added", event);
  }

  @Override
  public void attributeRemoved(HttpSessionBindingEvent event) {
    attribute("removed", event);
  }

  @Override
  public void attributeReplaced(HttpSessionBindingEvent event) {
    attribute("replaced", event);
  }

  private void lifecycle(String what, HttpSession session) {
    Script script = Script.of(session.getId());
    String isNew;
    try {
      isNew = String.valueOf(session.isNew());
    } catch (IllegalStateException exception) {
      isNew = "!IllegalStateException";
    }
    String all = "all=" + Script.showAll(session);
    script.log(String.join(" ", what, number, session.getId(), "new=" + isNew, all));
    hook(script, what, session);
  }

  private void attribute(String what, HttpSessionBindingEvent event) {
    HttpSession session = event.getSession();
    Script script = Script.of(session.getId());
    script.log(
        String.join(
            " ",
            what,
            number,
            session.getId(),
            "name=" + event.getName(),
            "value=" + Script.show(event.getValue()),
            "now=" + Script.showAttribute(session, event.getName())));
    if (number.equals("1")) {
      script.runHookOn(event.getName(), what, session);
    }
  }

  /** Only the first listener acts, so that the second shows whether it is still called. */
  private void hook(Script script, String what, HttpSession session) {
    if (number.equals("1")) {
      script.runHook(what, session);
    }
  }
}
