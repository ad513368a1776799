import { describe, expect, it } from '@jest/globals';
import { compareStep, type Situation } from '../src/compare.ts';
import { differences } from '../src/differences.ts';
import { listener, op } from '../src/operations.ts';
import { variants, type Operation } from '../src/script.ts';
import type { Answer, StepResult } from '../src/transcript.ts';

const cleared = 'JSESSIONID=; expires=past; httponly; max-age=0; path=/';

function situation(operations: readonly Operation[], more: Partial<Situation> = {}): Situation {
  return {
    variant: variants.root,
    step: { client: 0, operations },
    cookies: ['{0}'],
    urlId: undefined,
    live: new Set(['{0}']),
    known: 1,
    joined: new Set(['{0}']),
    refused: new Set(),
    ...more,
  };
}

function result(answers: readonly Answer[], more: Partial<StepResult> = {}): StepResult {
  return { status: '200', location: null, cookies: [], answers, ...more };
}

function answer(value: string, ...events: readonly string[]): Answer {
  return { value, events };
}

describe('compareStep', () => {
  const context = situation([op.get('s'), op.set('s', 'a', 'x')]);
  const added = ['added 1 {0} name=a value=.x now=.x', 'added 2 {0} name=a value=.x now=.x'];
  const tomcat = result([answer('id:{0}'), answer('done', ...added)], {
    cookies: ['JSESSIONID={0}; httponly; path=/'],
  });
  const agrees = (actual: StepResult): boolean =>
    compareStep(tomcat, actual, { context, differences }).agrees;

  it('agrees with the same', () => {
    expect(agrees(structuredClone(tomcat))).toBe(true);
  });

  it.each<[string, Partial<StepResult>]>([
    ['another status', { status: '500' }],
    ['a location', { location: '/page' }],
    ['a missing cookie', { cookies: [] }],
    ['a cookie too many', { cookies: [...tomcat.cookies, ...tomcat.cookies] }],
    ['a cookie without an attribute', { cookies: ['JSESSIONID={0}; path=/'] }],
    ['another value', { answers: [answer('id:{1}'), answer('done', ...added)] }],
    ['an exception', { answers: [answer('id:{0}'), answer('!IllegalStateException')] }],
    ['a missing event', { answers: [answer('id:{0}'), answer('done', ...added.slice(1))] }],
    [
      'events in another order',
      { answers: [answer('id:{0}'), answer('done', ...added.reverse())] },
    ],
    ['a missing answer', { answers: [answer('id:{0}')] }],
  ])('disagrees with %s', (_what, change) => {
    expect(agrees({ ...tomcat, ...change })).toBe(false);
  });
});

describe('differences', () => {
  it('have ids of their own, a row, and a decision', () => {
    expect(new Set(differences.map(({ id }) => id)).size).toBe(differences.length);
    for (const { id, title, rows, decision } of differences) {
      expect([id, title, decision].every((text) => text.length > 0)).toBe(true);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).toMatch(/^SES-\d{3}$/);
    }
  });

  it('say what ours has to answer, so that to do as Tomcat does disagrees', () => {
    const context = situation([op.get('s'), op.invalidate('s')]);
    const ending = (now: string): Answer =>
      answer(
        'done',
        'destroyed 2 {0} new=false all=[a:.x]',
        'destroyed 1 {0} new=false all=[a:.x]',
        `removed 1 {0} name=a value=.x now=${now}`,
        `removed 2 {0} name=a value=.x now=${now}`,
      );
    const tomcat = result([answer('id:{0}'), ending('!IllegalStateException')]);
    const ours = result([answer('id:{0}'), ending('null')], { cookies: [cleared] });

    const verdict = compareStep(tomcat, ours, { context, differences });
    expect(verdict.agrees).toBe(true);
    expect(verdict.used).toEqual(['cookie-of-the-dead', 'readable-while-unbinding']);
    expect(compareStep(tomcat, tomcat, { context, differences }).agrees).toBe(false);
    const uncleared = { ...ours, cookies: [] };
    expect(compareStep(tomcat, uncleared, { context, differences }).agrees).toBe(false);
  });

  it('insist on the refusal of two live sessions', () => {
    const context = situation([op.get('s', false)], {
      cookies: ['{0}', '{1}'],
      live: new Set(['{0}', '{1}']),
      known: 2,
    });
    const tomcat = result([answer('id:{0}')]);
    const refusal = result([], { status: '400', cookies: [cleared] });

    expect(compareStep(tomcat, refusal, { context, differences }).agrees).toBe(true);
    expect(compareStep(tomcat, tomcat, { context, differences }).agrees).toBe(false);
  });

  it('do not excuse a refusal of one live session', () => {
    const context = situation([op.get('s', false)], { cookies: ['{0}', 'junk'] });
    const tomcat = result([answer('id:{0}')]);
    const refusal = result([], { status: '400', cookies: [cleared] });

    expect(compareStep(tomcat, refusal, { context, differences }).agrees).toBe(false);
  });

  it('allow attributes to be unbound in any order, but each with all of its events', () => {
    const context = situation([op.get('s'), op.invalidate('s')]);
    const head = [
      'destroyed 2 {0} new=false all=[a:@1,b:.x]',
      'destroyed 1 {0} new=false all=[a:@1,b:.x]',
    ];
    const a = (now: string, names: string): string[] => [
      `unbound @1 {0} name=a value=@1 now=${now} names=${names}`,
      `removed 1 {0} name=a value=@1 now=${now}`,
      `removed 2 {0} name=a value=@1 now=${now}`,
    ];
    const b = (now: string): string[] => [
      `removed 1 {0} name=b value=.x now=${now}`,
      `removed 2 {0} name=b value=.x now=${now}`,
    ];
    const ISE = '!IllegalStateException';
    const tomcat = result([answer('id:{0}'), answer('done', ...head, ...b(ISE), ...a(ISE, ISE))]);
    const compare = (...events: readonly string[]): boolean =>
      compareStep(
        tomcat,
        result([answer('id:{0}'), answer('done', ...head, ...events)], { cookies: [cleared] }),
        { context, differences },
      ).agrees;

    expect(compare(...a('null', '[b]'), ...b('null'))).toBe(true);
    expect(compare(...b('null'), ...a('null', '[]'))).toBe(true);
    expect(compare(...a('null', '[]'), ...b('null'))).toBe(false);
    expect(compare(...a('null', '[b]'))).toBe(false);
    expect(compare(...a('null', '[b]').reverse(), ...b('null'))).toBe(false);
  });

  it('want the old value in attributeReplaced', () => {
    const context = situation([op.get('s'), op.set('s', 'a', listener('2'))]);
    const events = (unbound: string, replaced: string): Answer =>
      answer(
        'done',
        'bound @2 {0} name=a value=@2 now=@1 names=[a]',
        `unbound @1 {0} name=a value=${unbound} now=@2 names=[a]`,
        `replaced 1 {0} name=a value=${replaced} now=@2`,
        `replaced 2 {0} name=a value=${replaced} now=@2`,
      );
    const tomcat = result([answer('id:{0}'), events('null', '@2')]);
    const agrees = (unbound: string, replaced: string): boolean =>
      compareStep(tomcat, result([answer('id:{0}'), events(unbound, replaced)]), {
        context,
        differences,
      }).agrees;

    expect(agrees('@1', '@1')).toBe(true);
    expect(agrees('@1', '@2')).toBe(false);
    expect(agrees('null', '@1')).toBe(false);
  });
});
