import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.Session;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.session.StandardManager;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;

/** Real Tomcat behind the same commands as the Node servers: a line of JSON in, a line out. */
public final class BenchServer {
    private static final byte[] BODY = "twenty letters here~".getBytes(StandardCharsets.ISO_8859_1);
    private static final String USER = "visitor";

    private static Context context;
    private static StandardManager manager;
    private static int strings;

    private static final class Pages extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final boolean sessions;
        private int counter;

        Pages(boolean sessions) {
            this.sessions = sessions;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            boolean found = !sessions || use(request);
            response.setStatus(found ? 200 : 500);
            response.setContentType("text/plain");
            response.setContentLength(BODY.length);
            response.getOutputStream().write(BODY);
        }

        private boolean use(HttpServletRequest request) {
            String path = request.getServletPath();
            if (path.equals("/create")) {
                request.getSession().setAttribute("user", USER);
                return true;
            }
            HttpSession session = request.getSession(false);
            if (session == null || !USER.equals(session.getAttribute("user"))) return false;
            if (path.equals("/write")) session.setAttribute("count", Integer.valueOf(++counter));
            return true;
        }
    }

    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        Logger.getLogger("org.apache").setLevel(Level.WARNING);
        boolean sessions = args[0].equals("tomcat");
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            answers.println("{\"value\":" + answer(line, sessions) + "}");
            answers.flush();
        }
        System.exit(0);
    }

    private static long answer(String line, boolean sessions) throws Exception {
        if (asks(line, "open")) return open(sessions);
        if (asks(line, "usage")) return cpuMicros();
        if (asks(line, "count")) return manager.getActiveSessions();
        if (asks(line, "reset")) return reset();
        if (asks(line, "heap")) return heap();
        if (asks(line, "fill")) return fill(number(line, "\"count\":"));
        throw new IllegalArgumentException(line);
    }

    private static boolean asks(String line, String command) {
        return line.startsWith("{\"command\":\"" + command + "\"");
    }

    private static long open(boolean sessions) throws Exception {
        File folder = Files.createTempDirectory("bench-tomcat").toFile();
        folder.deleteOnExit();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.getPath());
        Connector connector = new Connector("HTTP/1.1");
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        // Node has no such limit; opening connections is not what is measured.
        ((Http11NioProtocol) connector.getProtocolHandler()).setMaxKeepAliveRequests(-1);
        tomcat.setConnector(connector);
        context = plainContext(folder);
        tomcat.getHost().addChild(context);
        manager = new StandardManager();
        // Nothing is to be kept on disk between runs.
        manager.setPathname(null);
        context.setManager(manager);
        Wrapper pages = Tomcat.addServlet(context, "pages", new Pages(sessions));
        for (String path : Arrays.asList("/read", "/write", "/create")) pages.addMapping(path);
        tomcat.start();
        return connector.getLocalPort();
    }

    /** Like Tomcat.addContext, without the search for annotations, whose classes are in no Debian jar of Tomcat. */
    private static Context plainContext(File folder) {
        StandardContext plain = new StandardContext();
        plain.setPath("");
        plain.setDocBase(folder.getPath());
        plain.setIgnoreAnnotations(true);
        plain.addLifecycleListener(
                event -> {
                    if (event.getType().equals(Lifecycle.CONFIGURE_START_EVENT)) plain.setConfigured(true);
                });
        return plain;
    }

    private static long cpuMicros() {
        com.sun.management.OperatingSystemMXBean system =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1000;
    }

    private static long reset() {
        for (Session session : manager.findSessions()) session.expire();
        return 0;
    }

    private static long heap() throws InterruptedException {
        for (int round = 0; round < 2; round++) {
            System.gc();
            Thread.sleep(20);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long fill(long count) {
        for (long index = 0; index < count; index++) {
            manager.createSession(null).getSession().setAttribute("data", distinctString());
        }
        return 0;
    }

    private static String distinctString() {
        byte[] bytes = new byte[500];
        Arrays.fill(bytes, (byte) 'x');
        byte[] number = Integer.toString(strings++).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(number, 0, bytes, 0, number.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static long number(String line, String key) {
        int start = line.indexOf(key) + key.length();
        int end = start;
        while (end < line.length() && Character.isDigit(line.charAt(end))) end++;
        return Long.parseLong(line.substring(start, end));
    }
}
