import com.jfinal.core.JFinalFilter;
import java.util.EnumSet;
import javax.servlet.DispatcherType;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.DefaultServlet;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;

/**
 * The application on JFinal and Jetty. Prints its port, and stops when its standard input ends, so that
 * it never outlives the process that started it.
 *
 * <p>Argument: the folder of the views.
 */
public final class BoardServer {
  public static void main(String[] arguments) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context =
        new ServletContextHandler(server, "/", ServletContextHandler.SESSIONS);
    context.setResourceBase(arguments[0]);
    FilterHolder filter = new FilterHolder(JFinalFilter.class);
    filter.setInitParameter("configClass", "com.example.board.BoardConfig");
    context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(DefaultServlet.class, "/");
    server.start();
    System.out.println(connector.getLocalPort());
    System.out.flush();
    while (System.in.read() >= 0) {
      // Only the end of the input says anything.
    }
    Runtime.getRuntime().halt(0);
  }
}
