import { describe, expect, it } from '@jest/globals';
import { parseCookie } from 'cookie';
import fc from 'fast-check';
import { findCookieValues } from '../../src/tracking/cookie-header.ts';
import { expectLinearTime } from '../support/linear-time.ts';

const NAME = 'JSESSIONID';
const RUNS = { numRuns: 500 };

const find = (header: string | undefined, limit = 4) => findCookieValues(header, NAME, limit);

/** The rules in their plainest form: split at semicolons, trim blanks, split at the first `=`. */
function strictReference(header: string): string[] {
  const trim = (text: string) => {
    let [start, end] = [0, text.length];
    while (start < end && ' \t'.includes(text.charAt(start))) start += 1;
    while (end > start && ' \t'.includes(text.charAt(end - 1))) end -= 1;
    return text.slice(start, end);
  };
  const found = new Set<string>();
  for (const pair of header.split(';').slice(0, 200)) {
    const equals = pair.indexOf('=');
    if (equals < 0 || trim(pair.slice(0, equals)) !== NAME) continue;
    const value = trim(pair.slice(equals + 1));
    const quoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
    found.add(quoted ? value.slice(1, -1) : value);
  }
  return [...found];
}

describe('findCookieValues', () => {
  it('S4-12 gives the values of one name in their order, each once', () => {
    expect(find('a=1; JSESSIONID=x; b=2; JSESSIONID=y; JSESSIONID=x')).toEqual(['x', 'y']);
  });

  it('gives nothing without a header, and without our name in it', () => {
    expect(find(undefined)).toEqual([]);
    expect(find('')).toEqual([]);
    expect(find('theme=dark; lang=de')).toEqual([]);
  });

  it('gives a shared empty list that nobody can spoil', () => {
    expect(Object.isFrozen(find('theme=dark'))).toBe(true);
  });

  it.each([
    [';', []],
    ['=', []],
    [';;;;', []],
    ['=a', []],
    ['a', []],
    ['JSESSIONID', []],
    ['JSESSIONID=', ['']],
    ['JSESSIONID==x', ['=x']],
    ['JSESSIONID="x"', ['x']],
    ['JSESSIONID="x', ['"x']],
    ['JSESSIONID="', ['"']],
    ['JSESSIONID=""', ['']],
    [' JSESSIONID =x ', ['x']],
    ['\tJSESSIONID\t=\tx\t', ['x']],
    ['JSESSIONID=x, JSESSIONID=y', ['x, JSESSIONID=y']],
    ['JSESSIONID=%41', ['%41']],
    ['JSESSIONIDX=x', []],
    ['XJSESSIONID=x', []],
    ['a=JSESSIONID=x', []],
    ['a=JSESSIONID; JSESSIONID=x', ['x']],
    ['JSESSIONID=\u00a0x', ['\u00a0x']],
    ['__Host-JSESSIONID=a; JSESSIONID=b', ['b']],
  ])('reads %j as a strict parser does', (header, values) => {
    expect(find(header)).toEqual(values);
  });

  it('S-10 gives every candidate of a request with planted cookies, up to the limit', () => {
    expect(find('JSESSIONID=a; JSESSIONID=b')).toEqual(['a', 'b']);
    expect(find('JSESSIONID=a; JSESSIONID=b; JSESSIONID=c', 2)).toEqual(['a', 'b']);
    expect(find('JSESSIONID=a; '.repeat(5000))).toEqual(['a']);
  });

  it('S-10 looks at 200 pairs and no further', () => {
    const at = (position: number) => `${'a=1;'.repeat(position - 1)}JSESSIONID=x`;
    expect(find(at(199))).toEqual(['x']);
    expect(find(at(200))).toEqual(['x']);
    expect(find(at(201))).toEqual([]);
  });

  it.each([
    ['an escaped letter', '%4ASESSIONID=x'],
    ['an escaped prefix', '%5F_Host-JSESSIONID=x'],
    ['the byte A0 before it', '\u00a0JSESSIONID=x'],
    ['the byte A0 behind it', 'JSESSIONID\u00a0=x'],
    ['an en quad in UTF-8', '\u00e2\u0080\u0080JSESSIONID=x'],
    ['an en quad', '\u2000JSESSIONID=x'],
    ['an ideographic space', '\u3000JSESSIONID=x'],
    ['a byte order mark', '\ufeffJSESSIONID=x'],
    ['a line feed', '\nJSESSIONID=x'],
    ['a NUL before it', '\0JSESSIONID=x'],
    ['a NUL within', 'JSESS\0IONID=x'],
    ['no name at all', '=JSESSIONID=x'],
    ['lower case', 'jsessionid=x'],
  ])('S-12 does not take a name with %s for ours', (_what, header) => {
    expect(find(header)).toEqual([]);
  });

  it('S-12 does not take a prefixed name in another case for ours', () => {
    expect(findCookieValues('__host-SID=x', '__Host-SID', 4)).toEqual([]);
    expect(findCookieValues('__Host-SID=x', '__Host-SID', 4)).toEqual(['x']);
  });

  it('S-13 ends a cookie at every semicolon, also between quotes', () => {
    expect(find('a="b; JSESSIONID=evil; c=d"; JSESSIONID=good')).toEqual(['evil', 'good']);
    expect(find('JSESSIONID="x; y"')).toEqual(['"x']);
  });

  it('S-13 knows no cookies of version 1', () => {
    expect(find('$Version=1; JSESSIONID=x; $Path=/')).toEqual(['x']);
    expect(findCookieValues('$Version=1; a=b', '$Version', 4)).toEqual(['1']);
  });

  it('S-24 takes names of the prototype for names', () => {
    const header = '__proto__=x; constructor=y; hasOwnProperty=z';
    expect(find(header)).toEqual([]);
    expect(findCookieValues(header, '__proto__', 4)).toEqual(['x']);
    expect(findCookieValues(header, 'constructor', 4)).toEqual(['y']);
    expect(findCookieValues(header, 'toString', 4)).toEqual([]);
  });

  it.each([
    ';',
    '=',
    '"',
    ' ',
    'a=',
    'JSESSIONID',
    'JSESSIONID ',
    'JSESSIONID=a;',
    ';JSESSIONID=" ',
  ])('S-25 reads 16 KiB of %j in linear time', (piece) => {
    expectLinearTime(find, (bytes) => {
      const filling = piece.repeat(Math.ceil(bytes / piece.length)).slice(0, bytes);
      return `${filling};${NAME}`;
    });
  });
});

const nastyName = fc.oneof(
  fc.constantFrom(
    NAME,
    'jsessionid',
    '__Host-JSESSIONID',
    'JSESSIONIDX',
    '__proto__',
    '$Version',
    '',
  ),
  fc.string({ maxLength: 6 }),
);
const nastyValue = fc.oneof(
  fc.constantFrom(
    '',
    'x',
    '"x"',
    '"x',
    '=',
    JSON.stringify('a'),
    '%41',
    'a=b',
    '\u00a0',
    '\0',
    '__proto__',
  ),
  fc.string({ maxLength: 12 }),
);
const blanks = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 3 });
const pair = fc
  .tuple(blanks, nastyName, blanks, fc.constantFrom('=', '', '=='), blanks, nastyValue, blanks)
  .map((parts) => parts.join(''));
const structured = fc.array(pair, { maxLength: 12 }).map((pairs) => pairs.join(';'));
const latin1 = fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code));
const raw = fc.string({ unit: latin1, maxLength: 300 });
const huge = fc
  .tuple(raw, fc.nat(200))
  .map(([text, times]) => `${text}${NAME}=x;`.repeat(times).slice(0, 16 * 1024));
const mutated = fc.tuple(fc.nat(40), raw, fc.nat(10)).map(([at, noise, cut]) => {
  const good = 'theme=dark; JSESSIONID=abcdefghij; lang=de';
  return good.slice(0, at) + noise.slice(0, 8) + good.slice(at + cut);
});
const headers = fc.oneof(structured, raw, huge, mutated);

describe('findCookieValues, properties', () => {
  it('P-7 finds what a strict reference finds, in whatever it is given', () => {
    fc.assert(
      fc.property(headers, (header) => {
        expect(find(header, 1000)).toEqual(strictReference(header));
      }),
      RUNS,
    );
  });

  it('P-7 agrees with the cookie package on the first value, in ASCII', () => {
    const ascii = headers.filter((header) => header.split(';').length <= 200);
    fc.assert(
      fc.property(ascii, (header) => {
        const theirs = parseCookie(header, { decode: (value) => value })[NAME];
        const unquoted = theirs === undefined ? [] : strictReference(`${NAME}=${theirs}`);
        expect(find(header, 1)).toEqual(unquoted);
      }),
      RUNS,
    );
  });

  it('P-7 does not mind unrelated cookies around ours', () => {
    const unrelated = fc.array(
      pair.filter((text) => !text.includes(';') && strictReference(text).length === 0),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(unrelated, unrelated, (before, after) => {
        const header = [...before, `${NAME}=ours`, ...after].join(';');
        expect(find(header)).toEqual(['ours']);
      }),
      RUNS,
    );
  });
});
