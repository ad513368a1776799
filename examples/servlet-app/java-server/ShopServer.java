import java.net.InetAddress;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Constants;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.SimpleInstanceManager;

/**
 * The application on an embedded Tomcat, configured by its own web.xml. Prints its port, and stops
 * when its standard input ends, so that it never outlives the process that started it.
 *
 * <p>Arguments: a folder to live in, and the folder of the web application.
 */
public final class ShopServer {
  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().getLogger("").setLevel(Level.OFF);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(arguments[0]);
    tomcat.setPort(0);
    tomcat.setHostname("localhost");
    Connector connector = tomcat.getConnector();
    ((AbstractHttp11Protocol<?>) connector.getProtocolHandler())
        .setAddress(InetAddress.getByName("127.0.0.1"));
    StandardContext context = new StandardContext();
    context.setName("/shop");
    context.setPath("/shop");
    context.setDocBase(arguments[1]);
    ContextConfig configuration = new ContextConfig();
    configuration.setDefaultWebXml(Constants.NoDefaultWebXml);
    context.addLifecycleListener(configuration);
    context.setParentClassLoader(ShopServer.class.getClassLoader());
    // The packaged jars come without the classes of the annotations that the usual one looks for.
    context.setInstanceManager(new SimpleInstanceManager());
    tomcat.getHost().addChild(context);
    tomcat.start();
    System.out.println(connector.getLocalPort());
    System.out.flush();
    while (System.in.read() >= 0) {
      // Only the end of the input says anything.
    }
    Runtime.getRuntime().halt(0);
  }
}
