import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What one script has on the server: its event log, its objects, and its pending hooks. */
final class Script {
  private static final Map<String, Script> BY_NAME = new ConcurrentHashMap<>();
  private static final Map<String, Script> BY_SESSION = new ConcurrentHashMap<>();
  private static final ThreadLocal<Script> RUNNING = new ThreadLocal<>();

  private final String name;
  private final List<String> events = new ArrayList<>();
  private final List<String> sessions = new ArrayList<>();
  private final Map<String, Object> objects = new ConcurrentHashMap<>();
  private final Map<String, String> hooks = new ConcurrentHashMap<>();
  /** The answer of a request whose response could not carry it. */
  volatile String undelivered = "";

  private Script(String name) {
    this.name = name;
  }

  static Script start(String name) {
    Script script = BY_NAME.computeIfAbsent(name, Script::new);
    RUNNING.set(script);
    return script;
  }

  static void pause() {
    RUNNING.remove();
  }

  /** The script that a session belongs to, for callbacks that no request causes. */
  static Script of(String sessionId) {
    Script script = BY_SESSION.get(sessionId);
    return script != null ? script : RUNNING.get();
  }

  void adopt(String sessionId) {
    BY_SESSION.put(sessionId, this);
    synchronized (sessions) {
      sessions.add(sessionId);
    }
  }

  void end() {
    BY_NAME.remove(name);
    synchronized (sessions) {
      BY_SESSION.keySet().removeAll(sessions);
    }
  }

  void log(String event) {
    synchronized (events) {
      events.add(event);
    }
  }

  List<String> drain() {
    synchronized (events) {
      List<String> drained = new ArrayList<>(events);
      events.clear();
      return drained;
    }
  }

  /** The object of that label, the same one each time. */
  Object object(String label) {
    return objects.computeIfAbsent(
        label, key -> key.startsWith("@") ? new LoggingValue(key) : new Counter(key));
  }

  void hook(String event, String action) {
    hooks.put(event, action);
  }

  /** As runHook, for one attribute only: the order in which several are unbound is not specified. */
  void runHookOn(String attribute, String event, HttpSession session) {
    if (attribute.equals("a")) {
      runHook(event, session);
    }
  }

  /** Does once what the script asked for at this event. */
  void runHook(String event, HttpSession session) {
    String action = hooks.remove(event);
    if (action == null) {
      return;
    }
    if (action.equals("throw")) {
      log("hook throw");
      throw new IllegalArgumentException("asked for by the script");
    }
    String result;
    try {
      switch (action) {
        case "invalidate" -> session.invalidate();
        case "set" -> session.setAttribute("hook", "h");
        case "bind" -> session.setAttribute("hook", object("@h"));
        case "remove" -> session.removeAttribute("a");
        default -> throw new AssertionError(action);
      }
      result = "done";
    } catch (RuntimeException exception) {
      result = "!" + exception.getClass().getSimpleName();
    }
    log("hook " + action + " " + result);
  }

  /** How a value is written in a transcript. */
  static String show(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Integer number) {
      return "#" + number;
    }
    if (value instanceof String text) {
      return "." + text;
    }
    return value.toString();
  }

  static String showAttribute(HttpSession session, String name) {
    try {
      return show(session.getAttribute(name));
    } catch (RuntimeException exception) {
      return "!" + exception.getClass().getSimpleName();
    }
  }

  /** The names in alphabetical order: the order of the enumeration is not specified (SES-041). */
  static String showNames(HttpSession session) {
    try {
      List<String> names = Collections.list(session.getAttributeNames());
      Collections.sort(names);
      return "[" + String.join(",", names) + "]";
    } catch (RuntimeException exception) {
      return "!" + exception.getClass().getSimpleName();
    }
  }

  /** All attributes, in alphabetical order. */
  static String showAll(HttpSession session) {
    try {
      return Collections.list(session.getAttributeNames()).stream()
          .sorted()
          .map(name -> name + ":" + showAttribute(session, name))
          .collect(Collectors.joining(",", "[", "]"));
    } catch (IllegalStateException exception) {
      return "!IllegalStateException";
    }
  }

  /** An attribute that the application changes in place. */
  static final class Counter {
    private final String label;
    private int count;

    Counter(String label) {
      this.label = label;
    }

    synchronized void bump() {
      count++;
    }

    @Override
    public synchronized String toString() {
      return label + ":" + count;
    }
  }
}
