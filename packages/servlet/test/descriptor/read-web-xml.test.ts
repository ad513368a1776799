import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseWebXml, readWebXml } from '../../src/descriptor/read-web-xml.ts';

const FULL = `<?xml version="1.0" encoding="UTF-8"?>
<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <display-name>Shop</display-name>
  <display-name xml:lang="de">Laden</display-name>
  <distributable/>
  <distributable/>
  <context-param><param-name>mode</param-name><param-value> test </param-value></context-param>
  <filter>
    <filter-name>log</filter-name>
    <filter-class>com.example.LogFilter</filter-class>
    <async-supported>true</async-supported>
    <init-param><param-name>level</param-name><param-value>info</param-value></init-param>
  </filter>
  <filter-mapping>
    <filter-name>log</filter-name>
    <url-pattern>/a/*</url-pattern>
    <url-pattern>*.do</url-pattern>
    <servlet-name>cart</servlet-name>
    <dispatcher>REQUEST</dispatcher>
    <dispatcher>ERROR</dispatcher>
  </filter-mapping>
  <listener><listener-class>com.example.Counter</listener-class></listener>
  <listener><listener-class>com.example.Other</listener-class></listener>
  <listener><listener-class>com.example.Counter</listener-class></listener>
  <servlet>
    <servlet-name>cart</servlet-name>
    <servlet-class>com.example.Cart</servlet-class>
    <init-param><param-name>max</param-name><param-value>9</param-value></init-param>
    <load-on-startup>2</load-on-startup>
    <enabled>false</enabled>
    <run-as><role-name>system</role-name></run-as>
    <security-role-ref><role-name>boss</role-name><role-link>admin</role-link></security-role-ref>
    <multipart-config>
      <location>/tmp</location>
      <max-file-size>9007199254740991</max-file-size>
      <file-size-threshold>1024</file-size-threshold>
    </multipart-config>
  </servlet>
  <servlet><servlet-name>page</servlet-name><jsp-file>/page.jsp</jsp-file></servlet>
  <servlet-mapping>
    <servlet-name>cart</servlet-name>
    <url-pattern>/cart/*</url-pattern>
    <url-pattern>/basket</url-pattern>
  </servlet-mapping>
  <session-config>
    <session-timeout> 54 </session-timeout>
    <cookie-config>
      <name>SID</name>
      <domain>example.com</domain>
      <path>/shop</path>
      <comment>old</comment>
      <secure>true</secure>
      <http-only>FALSE</http-only>
      <max-age>-1</max-age>
      <attribute><attribute-name>SameSite</attribute-name><attribute-value>Strict</attribute-value></attribute>
    </cookie-config>
    <tracking-mode>COOKIE</tracking-mode>
    <tracking-mode>URL</tracking-mode>
    <tracking-mode>COOKIE</tracking-mode>
  </session-config>
  <mime-mapping><extension>wasm</extension><mime-type>application/wasm</mime-type></mime-mapping>
  <welcome-file-list><welcome-file>index.html</welcome-file></welcome-file-list>
  <welcome-file-list><welcome-file>home.html</welcome-file><welcome-file>index.html</welcome-file></welcome-file-list>
  <error-page><error-code>404</error-code><location>/missing</location></error-page>
  <error-page><exception-type>java.io.IOException</exception-type><location>/io</location></error-page>
  <error-page><location>/any</location></error-page>
  <locale-encoding-mapping-list>
    <locale-encoding-mapping><locale>ja</locale><encoding>Shift_JIS</encoding></locale-encoding-mapping>
  </locale-encoding-mapping-list>
  <security-constraint>
    <display-name>staff</display-name>
    <web-resource-collection>
      <web-resource-name>admin</web-resource-name>
      <url-pattern>/admin/*</url-pattern>
      <http-method>POST</http-method>
    </web-resource-collection>
    <auth-constraint><role-name>admin</role-name></auth-constraint>
    <user-data-constraint><transport-guarantee>CONFIDENTIAL</transport-guarantee></user-data-constraint>
  </security-constraint>
  <security-constraint>
    <web-resource-collection><url-pattern>/open</url-pattern></web-resource-collection>
  </security-constraint>
  <security-constraint>
    <web-resource-collection>
      <url-pattern>/shut</url-pattern><http-method-omission>GET</http-method-omission>
    </web-resource-collection>
    <auth-constraint/>
  </security-constraint>
  <login-config>
    <auth-method>FORM</auth-method>
    <realm-name>Staff</realm-name>
    <form-login-config>
      <form-login-page>/login</form-login-page>
      <form-error-page>again</form-error-page>
    </form-login-config>
  </login-config>
  <security-role><role-name>admin</role-name></security-role>
  <deny-uncovered-http-methods/>
  <default-context-path>/shop</default-context-path>
  <request-character-encoding>UTF-8</request-character-encoding>
  <response-character-encoding>ISO-8859-1</response-character-encoding>
  <absolute-ordering><name>one</name><others/></absolute-ordering>
</web-app>`;

describe('a web.xml of Servlet 6.0', () => {
  const web = parseWebXml(FULL, 'WEB-INF/web.xml');

  test('describes the application', () => {
    expect(web).toMatchObject({
      file: 'WEB-INF/web.xml',
      metadataComplete: false,
      displayName: 'Shop',
      distributable: true,
      listeners: ['com.example.Counter', 'com.example.Other'],
      welcomeFiles: ['index.html', 'home.html'],
      requestCharacterEncoding: 'UTF-8',
      responseCharacterEncoding: 'ISO-8859-1',
      defaultContextPath: '/shop',
      absoluteOrdering: ['one', null],
    });
    expect([...web.contextParams]).toEqual([['mode', 'test']]);
    expect([...web.mimeMappings]).toEqual([['wasm', 'application/wasm']]);
    expect([...web.localeEncodings]).toEqual([['ja', 'Shift_JIS']]);
  });

  test('describes servlets and their mappings', () => {
    expect(web.servlets).toEqual([
      {
        name: 'cart',
        className: 'com.example.Cart',
        jspFile: undefined,
        initParams: new Map([['max', '9']]),
        loadOnStartup: 2,
        asyncSupported: undefined,
        enabled: false,
        multipart: {
          location: '/tmp',
          maxFileSize: Number.MAX_SAFE_INTEGER,
          maxRequestSize: -1,
          fileSizeThreshold: 1024,
        },
        runAs: 'system',
        roleLinks: new Map([['boss', 'admin']]),
        source: 'WEB-INF/web.xml:25',
      },
      expect.objectContaining({ name: 'page', className: undefined, jspFile: '/page.jsp' }),
    ]);
    expect(web.servletMappings).toEqual([
      { servletName: 'cart', urlPatterns: ['/cart/*', '/basket'], source: 'WEB-INF/web.xml:40' },
    ]);
  });

  test('describes filters and their mappings', () => {
    expect(web.filters).toEqual([
      {
        name: 'log',
        className: 'com.example.LogFilter',
        initParams: new Map([['level', 'info']]),
        asyncSupported: true,
        source: 'WEB-INF/web.xml:8',
      },
    ]);
    expect(web.filterMappings).toEqual([
      {
        filterName: 'log',
        urlPatterns: ['/a/*', '*.do'],
        servletNames: ['cart'],
        dispatchers: ['REQUEST', 'ERROR'],
        source: 'WEB-INF/web.xml:14',
      },
    ]);
  });

  test('describes sessions, in any order of the elements (SES-218 to SES-220, SES-222, SES-225)', () => {
    expect(web.session).toEqual({
      timeoutMinutes: 54,
      cookie: {
        name: 'SID',
        domain: 'example.com',
        path: '/shop',
        comment: 'old',
        httpOnly: false,
        secure: true,
        maxAge: -1,
        attributes: new Map([['SameSite', 'Strict']]),
      },
      trackingModes: ['COOKIE', 'URL'],
      sessionMax: undefined,
      source: 'WEB-INF/web.xml:45',
    });
  });

  test('describes error pages', () => {
    expect(web.errorPages).toMatchObject([
      { statusCode: 404, exceptionType: undefined, location: '/missing' },
      { statusCode: undefined, exceptionType: 'java.io.IOException', location: '/io' },
      { statusCode: undefined, exceptionType: undefined, location: '/any' },
    ]);
  });

  test('describes who may do what', () => {
    expect(web.securityConstraints).toMatchObject([
      {
        displayName: 'staff',
        resources: [{ name: 'admin', urlPatterns: ['/admin/*'], httpMethods: ['POST'] }],
        roles: ['admin'],
        transportGuarantee: 'CONFIDENTIAL',
      },
      { roles: undefined, transportGuarantee: 'NONE' },
      { roles: [], resources: [{ httpMethods: [], httpMethodOmissions: ['GET'] }] },
    ]);
    expect(web.loginConfig).toMatchObject({
      authMethod: 'FORM',
      realmName: 'Staff',
      formLoginPage: '/login',
      formErrorPage: '/again',
    });
    expect(web.securityRoles).toEqual(['admin']);
    expect(web.denyUncoveredHttpMethods).toBe(true);
  });
});

describe('older and other forms', () => {
  const body = '<session-config><session-timeout>7</session-timeout></session-config></web-app>';

  test.each([
    [
      '2.3, with its DOCTYPE',
      `<?xml version="1.0" encoding="ISO-8859-1"?>
       <!DOCTYPE web-app PUBLIC "-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN"
         "http://java.sun.com/dtd/web-app_2_3.dtd">
       <web-app>${body}`,
    ],
    ['2.4', `<web-app xmlns="http://java.sun.com/xml/ns/j2ee" version="2.4">${body}`],
    ['3.1', `<web-app xmlns="http://xmlns.jcp.org/xml/ns/javaee" version="3.1">${body}`],
    ['6.1', `<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">${body}`],
    [
      'a prefix',
      `<j:web-app xmlns:j="https://jakarta.ee/xml/ns/jakartaee"><j:session-config>
         <j:session-timeout>7</j:session-timeout></j:session-config></j:web-app>`,
    ],
    ['a byte order mark', `\uFEFF<web-app>${body}`],
    ['Windows line ends', `<web-app>\r\n${body}\r\n`],
    ['comments and instructions', `<!-- a --><?pi?><web-app><!-- <b> --><?pi x?>${body}<!-- z -->`],
    [
      'CDATA',
      '<web-app><session-config><session-timeout><![CDATA[ 7 ]]></session-timeout></session-config></web-app>',
    ],
  ])('%s', (_form, xml) => {
    expect(parseWebXml(xml).session.timeoutMinutes).toBe(7);
  });

  test('an empty application says nothing', () => {
    expect(parseWebXml('<web-app/>')).toMatchObject({
      displayName: undefined,
      distributable: false,
      listeners: [],
      servlets: [],
      loginConfig: undefined,
      absoluteOrdering: undefined,
      session: { timeoutMinutes: undefined, trackingModes: undefined, sessionMax: undefined },
    });
  });

  test('unknown elements and attributes are passed over', () => {
    const web = parseWebXml(
      `<web-app made-up="1"><jsp-config><taglib><x/></taglib></jsp-config><env-entry/>
       <session-config other="1"><future><session-timeout>9</session-timeout></future></session-config>
       </web-app>`,
    );
    expect(web.session.timeoutMinutes).toBeUndefined();
  });

  test('metadata-complete is told', () => {
    expect(parseWebXml('<web-app metadata-complete="true"/>').metadataComplete).toBe(true);
  });

  test('entities of XML are text', () => {
    const value = '&lt;a&gt; &amp;amp; &quot;&apos;&#65;&#x1F600;<![CDATA[&amp;]]>';
    const web = parseWebXml(
      `<web-app><context-param><param-name>n</param-name><param-value>${value}</param-value></context-param></web-app>`,
    );
    expect(web.contextParams.get('n')).toBe('<a> &amp; "\'A😀&amp;');
  });

  test('names that objects have of their own are names', () => {
    const web = parseWebXml(
      `<web-app><context-param><param-name>__proto__</param-name><param-value>1</param-value></context-param>
       <toString/><hasOwnProperty>2</hasOwnProperty></web-app>`,
    );
    expect([...web.contextParams]).toEqual([['__proto__', '1']]);
  });
});

describe('Resin', () => {
  test('S3-10 writes settings as attributes', () => {
    expect(
      parseWebXml("<web-app><session-config session-max='4096' session-timeout='30'/></web-app>")
        .session,
    ).toMatchObject({ timeoutMinutes: 30, sessionMax: 4096, trackingModes: undefined });
  });

  test('writes them as elements too, with its own names for the cookie', () => {
    const { session } = parseWebXml(
      `<web-app xmlns="http://caucho.com/ns/resin" xmlns:resin="urn:java:com.caucho.resin">
         <session-config>
           <session-max>2</session-max>
           <cookie-name>SID</cookie-name>
           <cookie-domain>example.com</cookie-domain>
           <cookie-max-age>60</cookie-max-age>
           <cookie-secure>true</cookie-secure>
           <cookie-http-only>true</cookie-http-only>
           <enable-url-rewriting>false</enable-url-rewriting>
         </session-config>
       </web-app>`,
      'resin-web.xml',
    );
    expect(session).toMatchObject({
      sessionMax: 2,
      trackingModes: ['COOKIE'],
      cookie: {
        name: 'SID',
        domain: 'example.com',
        maxAge: 60,
        secure: true,
        httpOnly: true,
      },
    });
  });

  test('can do without cookies, and with both', () => {
    const modes = (settings: string) =>
      parseWebXml(`<web-app><session-config ${settings}/></web-app>`).session.trackingModes;
    expect(modes('enable-cookies="false"')).toEqual(['URL']);
    expect(modes('enable-cookies="true"')).toEqual(['COOKIE', 'URL']);
    expect(() => modes('enable-cookies="false" enable-url-rewriting="false"')).toThrow(
      'web.xml:1: <session-config> turns off both',
    );
  });

  test('has servlets with attributes', () => {
    const web = parseWebXml(
      `<web-app><servlet servlet-name="hello" servlet-class="test.Hello"/>
       <servlet-mapping url-pattern="/hello" servlet-name="hello"/></web-app>`,
    );
    expect(web.servlets).toMatchObject([{ name: 'hello', className: 'test.Hello' }]);
    expect(web.servletMappings).toMatchObject([{ servletName: 'hello', urlPatterns: ['/hello'] }]);
  });
});

describe('files', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'web-xml-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function written(bytes: Uint8Array | string): string {
    const file = path.join(folder, 'web.xml');
    writeFileSync(file, bytes);
    return file;
  }

  const named = (name: string, encoding: string) =>
    `<?xml version='1.0' encoding='${encoding}'?><web-app><display-name>${name}</display-name></web-app>`;

  test('are read by path and by URL', () => {
    const file = written(named('Käse', 'UTF-8'));
    expect(readWebXml(file).displayName).toBe('Käse');
    expect(readWebXml(pathToFileURL(file))).toMatchObject({ displayName: 'Käse', file });
  });

  test('are read in the encoding that they say', () => {
    const text = Buffer.from(named('Käse', 'ISO-8859-1'), 'latin1');
    expect(readWebXml(written(text)).displayName).toBe('Käse');
    const wide = Buffer.from(`\uFEFF${named('Käse', 'UTF-16')}`, 'utf16le');
    expect(readWebXml(written(wide)).displayName).toBe('Käse');
  });

  test('that are not what they say, or that nobody can read, are refused', () => {
    const latin = Buffer.from(named('Käse', 'UTF-8'), 'latin1');
    expect(() => readWebXml(written(latin))).toThrow('web.xml:1: is not readable as UTF-8');
    expect(() => readWebXml(written(named('x', 'made-up')))).toThrow('readable as made-up');
  });

  test('that are not there are named', () => {
    const file = path.join(folder, 'nowhere.xml');
    expect(() => readWebXml(file)).toThrow(`${file}: cannot be read: `);
  });
});
