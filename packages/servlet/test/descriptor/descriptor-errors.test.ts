import { performance } from 'node:perf_hooks';
import { describe, expect, test } from '@jest/globals';
import { DescriptorError } from '../../src/descriptor/descriptor-error.ts';
import { parseWebFragment } from '../../src/descriptor/read-web-fragment.ts';
import { parseWebXml } from '../../src/descriptor/read-web-xml.ts';

function errorOf(run: () => unknown): DescriptorError {
  try {
    run();
  } catch (error) {
    if (error instanceof DescriptorError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
}

/** An error of what stands in line 2 of a web.xml. */
function errorIn(content: string): DescriptorError {
  return errorOf(() => parseWebXml(`<web-app>\n${content}\n</web-app>`, 'WEB-INF/web.xml'));
}

const session = (content: string) => `<session-config>${content}</session-config>`;

describe('values that are wrong are told with file, line and element', () => {
  test.each([
    ['session-timeout', session('<session-timeout>soon</session-timeout>'), 'is "soon"'],
    ['session-timeout', session('<session-timeout/>'), 'is ""'],
    ['session-timeout', session('<session-timeout>1.5</session-timeout>'), 'whole number'],
    ['session-timeout', session('<session-timeout>0x10</session-timeout>'), 'whole number'],
    ['session-timeout', session('<session-timeout>2147483648</session-timeout>'), 'at most'],
    ['session-timeout', '<session-config session-timeout="30m"/>', 'is "30m"'],
    ['session-config', '<session-config session-max="0"/>', '1 or more'],
    [
      'session-timeout',
      session('<session-timeout>1</session-timeout><session-timeout>2</session-timeout>'),
      'occurs twice',
    ],
    ['session-config', `${session('')}${session('')}`, 'occurs twice in <web-app>'],
    ['tracking-mode', session('<tracking-mode>cookie</tracking-mode>'), 'COOKIE, URL, SSL'],
    [
      'http-only',
      session('<cookie-config><http-only>yes</http-only></cookie-config>'),
      'true or false',
    ],
    ['max-age', session('<cookie-config><max-age>1y</max-age></cookie-config>'), 'is "1y"'],
    ['servlet', '<servlet><servlet-class>A</servlet-class></servlet>', 'has no <servlet-name>'],
    ['servlet-name', '<servlet><servlet-name> </servlet-name></servlet>', 'is empty'],
    [
      'servlet',
      '<servlet servlet-name="a"/><servlet servlet-name="a"/>',
      'is the second one named "a"',
    ],
    ['servlet-mapping', '<servlet-mapping servlet-name="a"/>', 'has no <url-pattern>'],
    [
      'servlet-mapping',
      '<servlet-mapping servlet-name="a" url-pattern="/x"/><servlet-mapping servlet-name="b" url-pattern="/x"/>',
      'maps "/x" to both the servlets "a" and "b"',
    ],
    [
      'load-on-startup',
      '<servlet servlet-name="a"><load-on-startup>first</load-on-startup></servlet>',
      'is "first"',
    ],
    ['filter-mapping', '<filter-mapping filter-name="f"/>', 'neither a <url-pattern>'],
    [
      'dispatcher',
      '<filter-mapping filter-name="f" url-pattern="/"><dispatcher>ALL</dispatcher></filter-mapping>',
      'must be one of',
    ],
    ['listener', '<listener/>', 'has no <listener-class>'],
    ['error-page', '<error-page><error-code>404</error-code></error-page>', 'has no <location>'],
    ['error-page', '<error-page><location>missing</location></error-page>', 'begins with a slash'],
    [
      'error-page',
      '<error-page error-code="500" exception-type="E" location="/e"/>',
      'both an <error-code> and an <exception-type>',
    ],
    ['security-constraint', '<security-constraint/>', 'has no <web-resource-collection>'],
    [
      'web-resource-collection',
      '<security-constraint><web-resource-collection url-pattern="/" http-method="GET" http-method-omission="PUT"/></security-constraint>',
      'both <http-method> and <http-method-omission>',
    ],
    ['login-config', '<login-config auth-method="FORM"/>', 'has no <form-login-config>'],
    ['login-config', '<login-config/><login-config/>', 'occurs twice'],
    [
      'context-param',
      '<context-param param-name="a"/><context-param param-name="a"/>',
      'gives "a" a second time',
    ],
    ['absolute-ordering', '<absolute-ordering><others/><others/></absolute-ordering>', 'twice'],
  ])('%s: %s', (element, content, problem) => {
    const error = errorIn(content);
    expect(error).toMatchObject({ file: 'WEB-INF/web.xml', line: 2, element });
    expect(error.message).toContain(`WEB-INF/web.xml:2: <${element}> `);
    expect(error.message).toContain(problem);
  });

  test('the line is right behind Windows line ends, comments and CDATA', () => {
    const xml =
      '<web-app>\r\n<!--\r\n\r\n--><x><![CDATA[\r\n]]></x>\r\n<session-config session-max="0"/></web-app>';
    expect(errorOf(() => parseWebXml(xml)).line).toBe(6);
  });

  test('the line is that of the tag, when its name ends the line', () => {
    const xml = '<web-app>\n<session-config\r\nsession-max="0"\n/></web-app>';
    expect(errorOf(() => parseWebXml(xml)).line).toBe(2);
  });

  test('a long value is cut in the message', () => {
    const { message } = errorIn(session(`<session-timeout>${'9'.repeat(5000)}x</session-timeout>`));
    expect(message.length).toBeLessThan(250);
  });
});

describe('what is no descriptor is refused', () => {
  test.each([
    ['nothing', '', 1],
    ['only text', 'hello', 1],
    ['an element that is not closed', '<web-app>\n<servlet>\n</web-app>', 3],
    ['a root that is not closed', '<web-app>', 1],
    ['an attribute without quotes', '<web-app>\n<servlet a=b/></web-app>', 2],
    ['an attribute that is repeated', '<web-app>\n<servlet a="1" a="2"/></web-app>', 2],
    ['two roots', '<web-app/>\n<web-app/>', 2],
    ['text behind the root', '<web-app></web-app>\nmore', 2],
    ['a lone ampersand', '<web-app>\n<x>a & b</x></web-app>', 2],
    ['another root', '\n<web-fragment/>', 2],
  ])('%s', (_what, xml, line) => {
    const error = errorOf(() => parseWebXml(xml, 'web.xml'));
    expect(error.line).toBe(line);
    expect(error.message.startsWith(`web.xml:${line}: `)).toBe(true);
  });

  test('a web.xml is no fragment', () => {
    expect(() => parseWebFragment('<web-app/>', 'f.xml')).toThrow(
      'f.xml:1: <web-app> is not what this file begins with: <web-fragment>',
    );
  });

  test('elements may not go endlessly deep', () => {
    const xml = `<web-app>${'<x>'.repeat(50_000)}${'</x>'.repeat(50_000)}</web-app>`;
    const error = errorOf(() => parseWebXml(xml));
    expect(error).toMatchObject({ line: 1, element: 'x' });
    expect(error.message).toContain('cannot be read');
  });
});

describe('documents cannot reach out or grow', () => {
  const using = (declarations: string, value: string) =>
    `<!DOCTYPE web-app [${declarations}]>\n<web-app>\n<display-name>${value}</display-name></web-app>`;

  test('an external entity is not fetched', () => {
    const xml = using('<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;');
    expect(errorOf(() => parseWebXml(xml, 'web.xml')).message).not.toContain('root:');
  });

  test('an external subset is not fetched', () => {
    const web = parseWebXml(
      '<!DOCTYPE web-app SYSTEM "file:///nowhere/at/all.dtd"><web-app><display-name>a</display-name></web-app>',
    );
    expect(web.displayName).toBe('a');
  });

  test('an entity of the document is not expanded, but told', () => {
    const error = errorOf(() => parseWebXml(using('<!ENTITY x "boo">', '&x;'), 'web.xml'));
    expect(error).toMatchObject({ line: 3, element: 'display-name' });
    expect(error.message).toContain('refers to the entity "x"');
  });

  test('nor is one in an attribute', () => {
    const xml = '<web-app>\n<session-config session-timeout="1&x;"/></web-app>';
    const error = errorOf(() => parseWebXml(xml, 'web.xml'));
    expect(error).toMatchObject({ file: 'web.xml', line: 2, element: 'session-config' });
    expect(error.message).toContain('refers to the entity "x"');
  });

  test.each(['&#0;', '&#xD800;', '&#x110000;', '&#;'])('%s is no character of XML', (reference) => {
    const error = errorOf(() => parseWebXml(using('', reference), 'web.xml'));
    expect(error.message).toMatch(/^web\.xml:3: is not well-formed XML: /);
  });

  test('one that nobody uses does no harm', () => {
    expect(parseWebXml(using('<!ENTITY x "boo">', 'a')).displayName).toBe('a');
  });

  test('a billion laughs are none', () => {
    const level = (n: number) => `<!ENTITY l${n} "${`&l${n - 1};`.repeat(10)}">`;
    const levels = Array.from({ length: 9 }, (_, n) => level(n + 1)).join('\n');
    const xml = using(`<!ENTITY l0 "lol">\n${levels}`, '&l9;');
    const start = performance.now();
    expect(errorOf(() => parseWebXml(xml)).message).toContain('refers to the entity "l9"');
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('in attributes neither', () => {
    const xml = `<!DOCTYPE web-app [<!ENTITY x "1">]>\n<web-app><session-config session-max="&x;"/></web-app>`;
    expect(errorOf(() => parseWebXml(xml)).message).toContain('refers to the entity "x"');
  });

  test.each(['&#0;', '&#xD800;', '&#x110000;', '&#99999999999;', '&nbsp;'])(
    '%s is refused',
    (reference) => {
      expect(() =>
        parseWebXml(`<web-app><display-name>${reference}</display-name></web-app>`),
      ).toThrow(DescriptorError);
    },
  );
});
