import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.SessionTrackingMode;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.session.StandardManager;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.SimpleInstanceManager;

/**
 * A Tomcat with the scripted servlet in one context per variant. Prints its port, and stops when its
 * standard input ends, so that it never outlives the process that started it.
 *
 * <p>Arguments: the folder to live in, then one "contextPath|modes|cookieName|maxAge|sameSite|secure"
 * for each context, where a dash leaves Tomcat's default.
 */
public final class ConformanceServer {
  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().getLogger("").setLevel(Level.OFF);
    String folder = arguments[0];
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder);
    tomcat.setPort(0);
    tomcat.setHostname("localhost");
    Connector connector = tomcat.getConnector();
    AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
    protocol.setAddress(InetAddress.getByName("127.0.0.1"));
    protocol.setMaxKeepAliveRequests(-1);
    protocol.setKeepAliveTimeout(-1);
    protocol.setMaxHttpRequestHeaderSize(32 * 1024);
    for (int i = 1; i < arguments.length; i++) {
      addContext(tomcat, folder, arguments[i].split("\\|"));
    }
    // The sweep for expired sessions: every second instead of every minute.
    tomcat.getEngine().setBackgroundProcessorDelay(1);
    tomcat.start();
    System.out.println(connector.getLocalPort());
    System.out.flush();
    while (System.in.read() >= 0) {
      // Only the end of the input says anything.
    }
    Runtime.getRuntime().halt(0);
  }

  private static void addContext(Tomcat tomcat, String folder, String[] settings) {
    // Not tomcat.addContext: it reads annotations, and the packaged jars come without their classes.
    StandardContext context = new StandardContext();
    context.setName(settings[0]);
    context.setPath(settings[0]);
    context.setDocBase(folder);
    context.addLifecycleListener(
        event -> {
          if (event.getType().equals(Lifecycle.CONFIGURE_START_EVENT)) {
            context.setConfigured(true);
          }
        });
    StandardManager manager = new StandardManager();
    manager.setPathname(null);
    manager.setProcessExpiresFrequency(1);
    // What org.apache.catalina.STRICT_SERVLET_COMPLIANCE sets for sessions: a session in use does not
    // expire, every request of a session is an access, and the last access is when that request began.
    manager.setSessionActivityCheck(true);
    manager.setSessionLastAccessAtStart(true);
    context.setAlwaysAccessSession(true);
    context.setManager(manager);
    context.setInstanceManager(new SimpleInstanceManager());
    context.addServletContainerInitializer(new Configuration(settings), Set.of());
    Tomcat.addServlet(context, "script", new ScriptedServlet()).addMapping("/*");
    tomcat.getHost().addChild(context);
  }

  /** Sets what an application may set only while it is being initialised. */
  private record Configuration(String[] settings) implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
      Set<SessionTrackingMode> modes = EnumSet.noneOf(SessionTrackingMode.class);
      for (String mode : settings[1].split(",")) {
        modes.add(SessionTrackingMode.valueOf(mode));
      }
      context.setSessionTrackingModes(modes);
      SessionCookieConfig cookie = context.getSessionCookieConfig();
      if (!settings[2].equals("-")) {
        cookie.setName(settings[2]);
      }
      if (!settings[3].equals("-")) {
        cookie.setMaxAge(Integer.parseInt(settings[3]));
      }
      if (!settings[4].equals("-")) {
        cookie.setAttribute("SameSite", settings[4]);
      }
      if (!settings[5].equals("-")) {
        cookie.setSecure(Boolean.parseBoolean(settings[5]));
      }
      context.addListener(new LoggingListener("1"));
      context.addListener(new LoggingListener("2"));
    }
  }
}
