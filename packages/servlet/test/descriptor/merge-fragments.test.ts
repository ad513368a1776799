import { describe, expect, test } from '@jest/globals';
import { mergeFragments } from '../../src/descriptor/merge-fragments.ts';
import { parseWebFragment } from '../../src/descriptor/read-web-fragment.ts';
import { parseWebXml } from '../../src/descriptor/read-web-xml.ts';
import type { WebDescriptor } from '../../src/descriptor/web-descriptor.ts';

const web = (content: string) => parseWebXml(`<web-app>${content}</web-app>`, 'web.xml');
const fragment = (content: string, file = 'a.xml') =>
  parseWebFragment(`<web-fragment>${content}</web-fragment>`, file);

function merged(main: string, ...fragments: string[]): WebDescriptor {
  return mergeFragments(
    web(main),
    fragments.map((content, index) => fragment(content, `${'abc'[index]}.xml`)),
  );
}

const timeout = (minutes: number) =>
  `<session-config><session-timeout>${minutes}</session-timeout></session-config>`;
const listener = (name: string) => `<listener><listener-class>${name}</listener-class></listener>`;

describe('lists', () => {
  test('of listeners are added up, each class once (SES-158)', () => {
    const all = merged(
      listener('A') + listener('B'),
      listener('B') + listener('C'),
      listener('C') + listener('A'),
    );
    expect(all.listeners).toEqual(['A', 'B', 'C']);
  });

  test('of welcome files, roles and constraints are added up', () => {
    const all = merged(
      '<welcome-file-list><welcome-file>a</welcome-file></welcome-file-list>',
      `<welcome-file-list><welcome-file>b</welcome-file><welcome-file>a</welcome-file></welcome-file-list>
       <security-role role-name="r"/>
       <security-constraint><web-resource-collection url-pattern="/x"/></security-constraint>`,
    );
    expect(all.welcomeFiles).toEqual(['a', 'b']);
    expect(all.securityRoles).toEqual(['r']);
    expect(all.securityConstraints).toHaveLength(1);
  });
});

describe('distributable (SES-180)', () => {
  test.each([
    [true, '<distributable/>', '<distributable/>', '<distributable/>'],
    [false, '<distributable/>', '<distributable/>', ''],
    [false, '', '<distributable/>', '<distributable/>'],
  ])('is %s for web.xml "%s", fragments "%s" and "%s"', (expected, main, one, two) => {
    expect(merged(main, one, two).distributable).toBe(expected);
  });
});

describe('single settings (SES-223)', () => {
  test('are those of web.xml', () => {
    expect(merged(timeout(54), timeout(5), timeout(6)).session.timeoutMinutes).toBe(54);
  });

  test('come from a fragment where web.xml says nothing (SES-218)', () => {
    expect(merged('', '', timeout(5)).session.timeoutMinutes).toBe(5);
    expect(merged('', timeout(5), timeout(5)).session.timeoutMinutes).toBe(5);
  });

  test('must agree in fragments', () => {
    expect(() => merged('', timeout(5), timeout(6))).toThrow(
      'b.xml: says other than a.xml of session-timeout, and web.xml says nothing',
    );
  });

  test('are merged one by one', () => {
    const cookie = (content: string) =>
      `<session-config><cookie-config>${content}</cookie-config></session-config>`;
    const attribute = (name: string, value: string) =>
      `<attribute attribute-name="${name}" attribute-value="${value}"/>`;
    const { session } = merged(
      cookie(`<name>A</name>${attribute('x', '1')}`),
      cookie(`<name>B</name><secure>true</secure>${attribute('x', '2')}${attribute('y', '3')}`),
      cookie('<path>/p</path><http-only>false</http-only><max-age>9</max-age>'),
    );
    expect(session.cookie).toEqual({
      name: 'A',
      domain: undefined,
      path: '/p',
      comment: undefined,
      httpOnly: false,
      secure: true,
      maxAge: 9,
      attributes: new Map([
        ['x', '1'],
        ['y', '3'],
      ]),
    });
    expect(() => merged('', cookie(attribute('y', '1')), cookie(attribute('y', '2')))).toThrow(
      'cookie-config attribute "y"',
    );
  });

  test('of tracking modes are sets', () => {
    const modes = (...names: string[]) =>
      `<session-config>${names.map((name) => `<tracking-mode>${name}</tracking-mode>`).join('')}</session-config>`;
    expect(
      merged('', modes('URL', 'COOKIE'), modes('COOKIE', 'URL')).session.trackingModes,
    ).toEqual(['COOKIE', 'URL']);
    expect(() => merged('', modes('URL'), modes('COOKIE'))).toThrow('tracking-mode');
  });

  test('display name, login and context parameters', () => {
    const param = (value: string) => `<context-param param-name="p" param-value="${value}"/>`;
    expect(
      merged('<display-name>W</display-name>', '<display-name>F</display-name>').displayName,
    ).toBe('W');
    expect(merged('', '<login-config realm-name="F"/>').loginConfig?.realmName).toBe('F');
    expect(merged(param('1'), param('2'), param('3')).contextParams.get('p')).toBe('1');
    expect(() => merged('', param('2'), param('3'))).toThrow('context-param "p"');
  });

  test('the same login twice is no contradiction', () => {
    const login = '<login-config realm-name="F"/>';
    expect(merged('', login, `\n\n${login}`).loginConfig?.realmName).toBe('F');
    expect(() => merged('', login, '<login-config realm-name="G"/>')).toThrow('login-config');
  });

  test('error pages are by status and class', () => {
    const page = (code: number, location: string) =>
      `<error-page error-code="${code}" location="${location}"/>`;
    const { errorPages } = merged(page(404, '/w'), page(404, '/f') + page(500, '/e'));
    expect(errorPages.map(({ statusCode, location }) => [statusCode, location])).toEqual([
      [404, '/w'],
      [500, '/e'],
    ]);
    expect(() => merged('', page(500, '/1'), page(500, '/2'))).toThrow('error-page "500"');
  });
});

describe('servlets and filters', () => {
  const param = (name: string, value: string) =>
    `<init-param param-name="${name}" param-value="${value}"/>`;

  test('of one name are one, with the parameters of all', () => {
    const { servlets } = merged(
      `<servlet servlet-name="s" servlet-class="W">${param('a', '1')}</servlet>`,
      `<servlet servlet-name="s" servlet-class="F">${param('a', '2')}${param('b', '3')}
       <load-on-startup>4</load-on-startup></servlet><servlet servlet-name="t" servlet-class="T"/>`,
    );
    expect(servlets).toMatchObject([
      {
        name: 's',
        className: 'W',
        loadOnStartup: 4,
        initParams: new Map([
          ['a', '1'],
          ['b', '3'],
        ]),
      },
      { name: 't', className: 'T' },
    ]);
  });

  test('must not differ in fragments', () => {
    expect(() =>
      merged(
        '',
        '<filter filter-name="f" filter-class="A"/>',
        '<filter filter-name="f" filter-class="B"/>',
      ),
    ).toThrow('filter-class of "f"');
    expect(() =>
      merged(
        '',
        `<servlet servlet-name="s">${param('a', '1')}</servlet>`,
        `<servlet servlet-name="s">${param('a', '2')}</servlet>`,
      ),
    ).toThrow('init-param of "s" "a"');
  });

  test('mappings of web.xml replace those of fragments', () => {
    const map = (name: string, pattern: string) =>
      `<servlet-mapping servlet-name="${name}" url-pattern="${pattern}"/>
       <filter-mapping filter-name="${name}" url-pattern="${pattern}"/>`;
    const all = merged(map('a', '/web'), map('a', '/fragment') + map('b', '/web') + map('b', '/b'));
    expect(
      all.servletMappings.map(({ servletName, urlPatterns }) => [servletName, ...urlPatterns]),
    ).toEqual([
      ['a', '/web'],
      ['b', '/b'],
    ]);
    expect(
      all.filterMappings.map(({ filterName, urlPatterns }) => [filterName, ...urlPatterns]),
    ).toEqual([
      ['a', '/web'],
      ['b', '/web'],
      ['b', '/b'],
    ]);
  });

  test('two fragments cannot map one pattern to two servlets', () => {
    expect(() =>
      merged(
        '',
        '<servlet-mapping servlet-name="a" url-pattern="/x"/>',
        '<servlet-mapping servlet-name="b" url-pattern="/x"/>',
      ),
    ).toThrow('b.xml: and another fragment map "/x" to "a" and "b"');
  });
});

test('metadata-complete leaves fragments out', () => {
  const main = parseWebXml('<web-app metadata-complete="true"><distributable/></web-app>');
  expect(mergeFragments(main, [fragment(listener('A'))])).toBe(main);
});

describe('order', () => {
  const named = (name: string, ordering = '') =>
    fragment(
      `<name>${name}</name>${ordering === '' ? '' : `<ordering>${ordering}</ordering>`}${listener(name)}`,
      `${name}.xml`,
    );
  const order = (main: string, ...fragments: ReturnType<typeof named>[]) =>
    mergeFragments(web(main), fragments).listeners.join('');

  test('is as given, unless something asks for another', () => {
    expect(order('', named('a'), named('b'), named('c'))).toBe('abc');
  });

  test.each([
    ['after one', 'bac', ['a', '<after><name>b</name></after>'], ['b', ''], ['c', '']],
    ['before one', 'bac', ['a', ''], ['b', '<before><name>a</name></before>'], ['c', '']],
    ['before the others', 'cab', ['a', ''], ['b', ''], ['c', '<before><others/></before>']],
    ['after the others', 'bca', ['a', '<after><others/></after>'], ['b', ''], ['c', '']],
    [
      'with one that the first must follow',
      'bca',
      ['a', ''],
      ['b', ''],
      ['c', '<after><name>b</name></after><before><others/></before>'],
    ],
    [
      'after one that nobody is',
      'abc',
      ['a', '<after><name>z</name></after>'],
      ['b', ''],
      ['c', ''],
    ],
  ] as const)('%s: %s', (_what, expected, ...fragments) => {
    expect(
      order('', ...fragments.map(([name, ordering = '']) => named(name ?? '', ordering))),
    ).toBe(expected);
  });

  test('can be said by web.xml, which may leave fragments out', () => {
    const said = (content: string) => `<absolute-ordering>${content}</absolute-ordering>`;
    const all = [named('a', '<after><others/></after>'), named('b'), named('c')] as const;
    expect(order(said('<name>c</name><name>a</name>'), ...all)).toBe('ca');
    expect(order(said('<name>c</name><others/>'), ...all)).toBe('cab');
    expect(order(said(''), ...all)).toBe('');
  });

  test('that contradicts itself is refused', () => {
    expect(() =>
      order(
        '',
        named('a', '<after><name>b</name></after>'),
        named('b', '<after><name>a</name></after>'),
      ),
    ).toThrow('goes round in a circle: a, b');
    expect(() =>
      order(
        '',
        named('a', '<before><others/></before>'),
        named('b', '<after><others/></after><before><name>a</name></before>'),
      ),
    ).toThrow('both before and after the others');
    expect(() => order('', named('a'), named('a'))).toThrow('the second fragment named "a"');
    expect(() => named('a', '<after><name>a</name></after>')).toThrow('before or after itself');
    expect(() => named('a', '<after><others/></after><before><others/></before>')).toThrow('both');
    expect(() =>
      named('a', '<after><name>b</name></after><before><name>b</name></before>'),
    ).toThrow('both before and after "b"');
  });
});
