import com.jfinal.aop.Interceptor;
import com.jfinal.aop.Invocation;
import com.jfinal.config.Constants;
import com.jfinal.config.Handlers;
import com.jfinal.config.Interceptors;
import com.jfinal.config.JFinalConfig;
import com.jfinal.config.Plugins;
import com.jfinal.config.Routes;
import com.jfinal.core.Controller;
import com.jfinal.core.JFinalFilter;
import com.jfinal.template.Engine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import javax.servlet.DispatcherType;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.DefaultServlet;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;

/** JFinal on Jetty behind the same commands as the Node servers: a line of JSON in, a line out. */
public final class JFinalServer {
    private static final String BODY = "twenty letters here~";
    private static final String USER = "visitor";

    public static class Passing implements Interceptor {
        @Override
        public void intercept(Invocation inv) {
            inv.invoke();
        }
    }

    public static final class PassingToo extends Passing {}

    public static final class Pages extends Controller {
        public void create() {
            setSessionAttr("user", USER);
            renderText(BODY);
        }

        public void action() {
            if (!USER.equals(getSessionAttr("user"))) renderError(500);
            renderText(BODY);
        }
    }

    public static final class Config extends JFinalConfig {
        @Override
        public void configConstant(Constants me) {
            me.setDevMode(false);
        }

        @Override
        public void configRoute(Routes me) {
            me.add("/", Pages.class);
        }

        @Override
        public void configEngine(Engine me) {}

        @Override
        public void configPlugin(Plugins me) {}

        @Override
        public void configInterceptor(Interceptors me) {
            me.add(new Passing()).add(new PassingToo());
        }

        @Override
        public void configHandler(Handlers me) {}
    }

    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            answers.println("{\"value\":" + answer(line) + "}");
            answers.flush();
        }
        System.exit(0);
    }

    private static long answer(String line) throws Exception {
        if (line.startsWith("{\"command\":\"open\"")) return open();
        if (line.startsWith("{\"command\":\"usage\"")) return cpuMicros();
        throw new IllegalArgumentException(line);
    }

    private static long open() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(server, "/", ServletContextHandler.SESSIONS);
        context.setResourceBase(System.getProperty("java.io.tmpdir"));
        FilterHolder filter = new FilterHolder(JFinalFilter.class);
        filter.setInitParameter("configClass", Config.class.getName());
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(DefaultServlet.class, "/");
        server.start();
        return connector.getLocalPort();
    }

    private static long cpuMicros() {
        com.sun.management.OperatingSystemMXBean system =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1000;
    }
}
