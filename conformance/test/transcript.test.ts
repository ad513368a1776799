import { describe, expect, it } from '@jest/globals';
import type { RawResponse } from '../src/http-client.ts';
import { Names } from '../src/names.ts';
import { readStep, sameValue } from '../src/transcript.ts';

const ok: RawResponse = { status: 200, headers: [], body: '', complete: true };

describe('Names', () => {
  it('calls ids by the order in which events introduce them', () => {
    const names = new Names('localhost:1', 'jsessionid');
    names.learn('id:BB\n+created 1 BB new=true\n+created 2 BB new=true\n+changed 1 AA old=BB');

    expect(names.name('BB, AA, CC at localhost:1')).toBe('{0}, {1}, CC at {host}');
    expect(names.fill('{1};{param}={0}')).toBe('AA;jsessionid=BB');
  });

  it('makes an id that nobody has out of a name that nobody has yet', () => {
    expect(new Names('localhost:1', 'jsessionid').fill('x{3}')).toBe('xunknown-3');
  });

  it('gives a merged id the earlier name and moves later names up', () => {
    const names = new Names('localhost:1', 'jsessionid');
    names.learn('+created 1 A x\n+changed 1 B x\n+created 1 C x');
    names.merge(1, 0);

    expect(names.name('A B C')).toBe('A {0} {1}');
  });
});

describe('readStep', () => {
  const context = { names: new Names('localhost:1', 'jsessionid'), timeline: [] };

  it('gives each event to the operation above it', () => {
    const { answers } = readStep(ok, 'one\n+event a\n+event b\ntwo\n', context);

    expect(answers).toEqual([
      { value: 'one', events: ['event a', 'event b'] },
      { value: 'two', events: [] },
    ]);
  });

  it('compares cookie attributes whatever their order and case', () => {
    const cookies = (line: string): readonly string[] =>
      readStep({ ...ok, headers: [['set-cookie', line]] }, '', context).cookies;

    expect(cookies('a=1; Path=/; HttpOnly')).toEqual(cookies('a=1; httponly; path=/'));
    expect(cookies('a=1; Path=/')).not.toEqual(cookies('a=1; Path=/shop'));
    expect(cookies('a=1')).not.toEqual(cookies('a=2'));
  });

  it('keeps of an Expires date whether it is past, and whether it says what Max-Age says', () => {
    const soon = new Date(Date.now() + 60_000).toUTCString();
    const cookies = (line: string): readonly string[] =>
      readStep({ ...ok, headers: [['set-cookie', line]] }, '', context).cookies;

    expect(cookies('a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT')).toEqual(['a=; expires=past']);
    expect(cookies(`a=; Max-Age=60; Expires=${soon}`)).toEqual(['a=; expires=max-age; max-age=60']);
    expect(cookies(`a=; Max-Age=600; Expires=${soon}`)).toEqual([
      `a=; expires=${soon}; max-age=600`,
    ]);
  });

  it('tells a time by the steps that it may belong to', () => {
    const timeline = [
      [100, 110],
      [110, 120],
      [130, 140],
    ] as const;
    const times = (body: string): string[] =>
      readStep(ok, body, { ...context, timeline }).answers.map(({ value }) => value);

    expect(times('t105\nt110\nt131\nt125')).toEqual(['@0', '@0-1', '@2', '@never (125)']);
  });
});

describe('sameValue', () => {
  it('takes times for the same when they may be, and for different when they cannot be', () => {
    expect(sameValue('@1-2', '@2')).toBe(true);
    expect(sameValue('@1', '@2-3')).toBe(false);
    expect(sameValue('@never (5)', '@2')).toBe(false);
  });
});
