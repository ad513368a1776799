import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The operations of one request, and the sessions that it keeps under one-letter names. */
final class Operations {
  private final Script script;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Map<String, HttpSession> slots = new HashMap<>();
  private boolean redirected;
  private boolean failed;

  Operations(Script script, HttpServletRequest request, HttpServletResponse response) {
    this.script = script;
    this.request = request;
    this.response = response;
  }

  boolean redirected() {
    return redirected;
  }

  boolean failed() {
    return failed;
  }

  /** The result of an operation: a value, or an exclamation mark and the class of the exception. */
  String run(String[] fields) {
    try {
      String result = onRequest(fields);
      return result != null ? result : onSession(fields);
    } catch (RuntimeException exception) {
      return "!" + exception.getClass().getSimpleName();
    } catch (IOException | InterruptedException exception) {
      return "!!" + exception;
    }
  }

  private String onRequest(String[] fields) throws IOException, InterruptedException {
    switch (fields[0]) {
      case "get":
        HttpSession session =
            fields[2].equals("default")
                ? request.getSession()
                : request.getSession(fields[2].equals("true"));
        slots.put(fields[1], session);
        return session == null ? "null" : "id:" + session.getId();
      case "same":
        return String.valueOf(slots.get(fields[1]) == slots.get(fields[2]));
      case "change":
        return "id:" + request.changeSessionId();
      case "requested":
        return Script.show(request.getRequestedSessionId());
      case "valid":
        return String.valueOf(request.isRequestedSessionIdValid());
      case "fromCookie":
        return String.valueOf(request.isRequestedSessionIdFromCookie());
      case "fromUrl":
        return String.valueOf(request.isRequestedSessionIdFromURL());
      case "encode":
        return Script.show(response.encodeURL(text(fields[1])));
      case "encodeRedirect":
        return Script.show(response.encodeRedirectURL(text(fields[1])));
      case "flush":
        response.flushBuffer();
        return "done";
      case "committed":
        return String.valueOf(response.isCommitted());
      case "redirect":
        response.sendRedirect(response.encodeRedirectURL(text(fields[1])));
        redirected = true;
        return "done";
      case "fail":
        failed = true;
        return "done";
      case "sleep":
        Thread.sleep(Integer.parseInt(fields[1]));
        return "done";
      case "hook":
        script.hook(fields[1], fields[2]);
        return "done";
      case "collect":
        return script.undelivered;
      case "end":
        script.end();
        return "done";
      default:
        return null;
    }
  }

  private String onSession(String[] fields) {
    HttpSession session = slots.get(fields[1]);
    if (session == null) {
      return "none";
    }
    switch (fields[0]) {
      case "id":
        return "id:" + session.getId();
      case "isNew":
        return String.valueOf(session.isNew());
      case "created":
        return "t" + session.getCreationTime();
      case "accessed":
        return "t" + session.getLastAccessedTime();
      case "interval":
        return "#" + session.getMaxInactiveInterval();
      case "setInterval":
        session.setMaxInactiveInterval(Integer.parseInt(fields[2]));
        return "done";
      case "context":
        return String.valueOf(session.getServletContext() == request.getServletContext());
      case "names":
        // Asked for first: showNames turns exceptions into text, and this one is the result.
        session.getAttributeNames();
        return Script.showNames(session);
      case "all":
        return Script.showAll(session);
      case "attribute":
        return Script.show(session.getAttribute(text(fields[2])));
      case "is":
        return String.valueOf(session.getAttribute(text(fields[2])) == script.object(fields[3]));
      case "bump":
        if (session.getAttribute(text(fields[2])) instanceof Script.Counter counter) {
          counter.bump();
          return "done";
        }
        return "none";
      case "set":
        session.setAttribute(text(fields[2]), value(fields[3]));
        return "done";
      case "remove":
        session.removeAttribute(text(fields[2]));
        return "done";
      case "invalidate":
        session.invalidate();
        return "done";
      default:
        return "!!unknown operation " + fields[0];
    }
  }

  /** A text argument: after a dot, or null when it is a tilde. */
  private static String text(String field) {
    return field.equals("~") ? null : field.substring(1);
  }

  private Object value(String field) {
    switch (field.charAt(0)) {
      case '#':
        return Integer.valueOf(field.substring(1));
      case '@':
      case '$':
        return script.object(field);
      default:
        return text(field);
    }
  }
}
