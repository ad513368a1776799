import { describe, expect, test } from '@jest/globals';
import { SessionManager } from 'httpsession';
import { parseWebXml } from '../../src/descriptor/read-web-xml.ts';
import { sessionOptionsOf } from '../../src/descriptor/session-options.ts';

const options = (config: string) =>
  sessionOptionsOf(parseWebXml(`<web-app>\n<session-config>${config}</session-config></web-app>`));
const cookie = (content: string) => options(`<cookie-config>${content}</cookie-config>`).cookie;
const attribute = (name: string, value: string) =>
  `<attribute attribute-name="${name}" attribute-value="${value}"/>`;

test('what is not said is left out', () => {
  expect(sessionOptionsOf(parseWebXml('<web-app/>'))).toEqual({});
  expect(options('')).toEqual({});
});

test('everything that is said has its option', () => {
  const all = options(
    `<session-timeout>54</session-timeout>
     <cookie-config><name>SID</name><domain>example.com</domain><path>/p</path><comment>c</comment>
     <http-only>false</http-only><secure>true</secure><max-age>60</max-age>${attribute('Priority', 'High')}
     </cookie-config><tracking-mode>URL</tracking-mode>`,
  );
  expect(all).toEqual({
    sessionTimeout: 54,
    trackingModes: ['URL'],
    cookie: {
      name: 'SID',
      domain: 'example.com',
      path: '/p',
      httpOnly: false,
      secure: true,
      maxAge: 60,
      attributes: { Priority: 'High' },
    },
  });
  expect(() => new SessionManager({ ...all, store: 'memory' })).not.toThrow();
});

test('S3-10 S3-11 S3-12 the cap of Resin ends the least recently used', () => {
  const web = parseWebXml(
    "<web-app><session-config session-max='4096' session-timeout='30'/></web-app>",
  );
  expect(sessionOptionsOf(web)).toEqual({ sessionTimeout: 30, sessionMax: 4096, culling: 'lru' });
});

describe('the cookie', () => {
  test('that is not secure is as the request came in', () => {
    expect(cookie('<secure>false</secure>')).toBeUndefined();
  });

  test.each([
    ['SameSite', 'Strict', { sameSite: 'strict' }],
    ['samesite', 'NONE', { sameSite: 'none' }],
    ['SameSite', '', { sameSite: false }],
    ['Partitioned', '', { partitioned: true }],
    ['Partitioned', 'false', { partitioned: false }],
    ['HttpOnly', 'true', { httpOnly: true }],
    ['Secure', '', { secure: true }],
    ['Max-Age', '5', { maxAge: 5 }],
    ['Path', '/x', { path: '/x' }],
    ['Domain', 'example.com', { domain: 'example.com' }],
  ])('has an option for the attribute %s=%s', (name, value, expected) => {
    expect(cookie(attribute(name, value))).toEqual(expected);
  });

  test('elements go before attributes', () => {
    expect(cookie(`<path>/element</path>${attribute('Path', '/attribute')}`)).toEqual({
      path: '/element',
    });
  });

  test.each([
    ['SameSite', 'Sometimes'],
    ['Secure', 'perhaps'],
    ['Max-Age', 'long'],
    ['Max-Age', ''],
  ])('%s cannot be "%s"', (name, value) => {
    expect(() => cookie(attribute(name, value))).toThrow(
      `web.xml:2: <attribute> gives "${name}" the value "${value}"`,
    );
  });
});

test('SSL is refused', () => {
  expect(() => options('<tracking-mode>SSL</tracking-mode>')).toThrow(
    'web.xml:2: <tracking-mode> is SSL, which is not supported',
  );
});
