import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Does what the request header x-ops says, and answers one line for each operation, followed by the
 * lines (marked with a plus sign) of the events that it caused. A response that cannot carry them, a
 * redirect for instance, leaves them for a request with the operation "collect".
 */
public final class ScriptedServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Script script = Script.start(request.getHeader("x-script"));
    Operations operations = new Operations(script, request, response);
    StringBuilder answer = new StringBuilder();
    // What happened since the last request belongs to the first operation: when an expired session
    // is noticed is not specified (SES-066).
    for (String operation : request.getHeader("x-ops").split(" ")) {
      answer.append(operations.run(fields(operation))).append('\n');
      for (String event : script.drain()) {
        answer.append('+').append(event).append('\n');
      }
    }
    Script.pause();
    if (operations.failed() || operations.redirected()) {
      script.undelivered = answer.toString();
    }
    if (operations.redirected()) {
      // Also when it is to fail: only a servlet can take a redirect back.
      return;
    }
    if (operations.failed()) {
      throw new IllegalStateException("asked for by the script");
    }
    response.setContentType("text/plain;charset=utf-8");
    response.getOutputStream().write(answer.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String[] fields(String operation) {
    String[] fields = operation.split(",", -1);
    for (int i = 0; i < fields.length; i++) {
      fields[i] = URLDecoder.decode(fields[i].replace("+", "%2B"), StandardCharsets.UTF_8);
    }
    return fields;
  }
}
