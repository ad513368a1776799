import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;

/** An attribute value that logs when it is bound and unbound, and what can be read meanwhile. */
final class LoggingValue implements HttpSessionBindingListener {
  private final String label;

  LoggingValue(String label) {
    this.label = label;
  }

  @Override
  public void valueBound(HttpSessionBindingEvent event) {
    log("bound", event);
  }

  @Override
  public void valueUnbound(HttpSessionBindingEvent event) {
    log("unbound", event);
  }

  private void log(String what, HttpSessionBindingEvent event) {
    HttpSession session = event.getSession();
    Script script = Script.of(session.getId());
    script.log(
        String.join(
            " ",
            what,
            label,
            session.getId(),
            "name=" + event.getName(),
            "value=" + Script.show(event.getValue()),
            "now=" + Script.showAttribute(session, event.getName()),
            "names=" + Script.showNames(session)));
    script.runHookOn(event.getName(), what, session);
  }

  @Override
  public String toString() {
    return label;
  }
}
