import { describe, expect, it } from '@jest/globals';
import { IllegalArgumentException } from 'httpsession';
import { ServletMapper } from '../../src/mapping/servlet-mapper.ts';

function mapperOf(patterns: readonly string[]): ServletMapper<{ name: string }> {
  const mapper = new ServletMapper<{ name: string }>();
  for (const pattern of patterns) mapper.put(pattern, { name: pattern });
  return mapper;
}

describe('the servlet of a path (12.1)', () => {
  const mapper = mapperOf(['', '/', '/exact', '/exact/deep', '/a/*', '/a/b/*', '*.do', '/x.do']);

  it.each([
    ['/exact', '/exact', '/exact', null, 'EXACT', 'exact'],
    ['/exact/deep', '/exact/deep', '/exact/deep', null, 'EXACT', 'exact/deep'],
    ['/x.do', '/x.do', '/x.do', null, 'EXACT', 'x.do'],
    ['/a', '/a/*', '/a', null, 'PATH', ''],
    ['/a/', '/a/*', '/a', '/', 'PATH', ''],
    ['/a/c/d', '/a/*', '/a', '/c/d', 'PATH', 'c/d'],
    ['/a/b', '/a/b/*', '/a/b', null, 'PATH', ''],
    ['/a/b/c', '/a/b/*', '/a/b', '/c', 'PATH', 'c'],
    ['/a/bc', '/a/*', '/a', '/bc', 'PATH', 'bc'],
    ['/a/x.do', '/a/*', '/a', '/x.do', 'PATH', 'x.do'],
    ['/y.do', '*.do', '/y.do', null, 'EXTENSION', 'y'],
    ['/p/q.do', '*.do', '/p/q.do', null, 'EXTENSION', 'p/q'],
    ['/p.do/q', '/', '/p.do/q', null, 'DEFAULT', ''],
    ['/other', '/', '/other', null, 'DEFAULT', ''],
    ['/exact/', '/', '/exact/', null, 'DEFAULT', ''],
    ['/Exact', '/', '/Exact', null, 'DEFAULT', ''],
    ['/', '', '', '/', 'CONTEXT_ROOT', ''],
  ])('%j goes to %j', (path, pattern, servletPath, pathInfo, match, matchValue) => {
    const mapped = mapper.map(path);
    expect(mapped?.target.name).toBe(pattern);
    expect([mapped?.servletPath, mapped?.pathInfo]).toEqual([servletPath, pathInfo]);
    expect(mapped?.getPattern()).toBe(pattern);
    expect(mapped?.getServletName()).toBe(pattern);
    expect(mapped?.getMappingMatch()).toBe(match);
    expect(mapped?.getMatchValue()).toBe(matchValue);
    expect(mapped?.mapping).toBe(mapped);
  });

  it('gives all below the root to /*, also before an extension, and nothing without a default', () => {
    expect(mapperOf(['/*', '*.do']).map('/x.do')).toMatchObject({
      servletPath: '',
      pathInfo: '/x.do',
    });
    expect(mapperOf(['/*']).map('/')).toMatchObject({ servletPath: '', pathInfo: '/' });
    expect(mapperOf(['/a']).map('/b')).toBeUndefined();
    expect(mapperOf(['*.do']).map('/dodo')).toBeUndefined();
  });

  it.each([['a'], ['*'], ['/a/*.do'], ['*.'], ['a/*'], ['*.a/b'], ['**.do/']])(
    '%j is no pattern',
    (pattern) => {
      expect(() => mapperOf([pattern])).toThrow(IllegalArgumentException);
    },
  );
});
