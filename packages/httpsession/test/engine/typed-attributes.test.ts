import { describe, expect, it } from '@jest/globals';
import { expectTypeOf } from 'expect-type';
import type { AttributeResult, AttributeValue, HttpSession, MaybePromise } from 'httpsession';
import { Lobby } from '../support/in-process-request.ts';

interface User {
  name: string;
}

// Names that no other test uses: what is declared here is declared for all tests.
declare module 'httpsession' {
  interface SessionAttributes {
    typedUser: User;
    typedVisits: number;
  }
}

/* eslint-disable @typescript-eslint/no-deprecated -- the old names have the same types */

// The types are checked by `npm run typecheck`: a wrong one fails there, as does an
// `@ts-expect-error` on a line that has no error.
describe('Attributes that the application has declared', () => {
  const newSession = (): HttpSession => new Lobby().visit().request.getSession();

  it('S0-12 S4-24 have their types in all calls, and null where there may be none', () => {
    const session = newSession();
    session.setAttribute('typedUser', { name: 'Ada' });
    session.setAttribute('typedVisits', 1);
    session.setAttribute('typedVisits', null);
    session.putValue('typedUser', { name: 'Ada' });
    session.attributes.typedVisits = 2;

    expectTypeOf(session.getAttribute('typedUser')).toEqualTypeOf<User | null>();
    expectTypeOf(session.getValue('typedVisits')).toEqualTypeOf<number | null>();
    expectTypeOf(session.takeAttribute('typedVisits')).toEqualTypeOf<number | null>();
    expectTypeOf(session.attributes.typedUser).toEqualTypeOf<User | undefined>();
    expectTypeOf(session.update('typedVisits', (n) => (n ?? 0) + 1)).toEqualTypeOf<
      MaybePromise<number>
    >();
    expectTypeOf(session.computeIfAbsent('typedUser', async (name) => ({ name }))).toEqualTypeOf<
      MaybePromise<User>
    >();
    expectTypeOf<AttributeResult<'typedUser'>>().toEqualTypeOf<User | null>();
    expectTypeOf<AttributeValue<'typedUser'>>().toEqualTypeOf<User>();
    expect(session.getAttribute('typedUser')?.name).toBe('Ada');
  });

  it('refuse a value of another type', () => {
    const session = newSession();
    // @ts-expect-error -- a number is no User
    session.setAttribute('typedUser', 7);
    // @ts-expect-error -- a User has a name
    session.putValue('typedUser', {});
    // @ts-expect-error -- text is no number
    session.attributes.typedVisits = 'many';
    // @ts-expect-error -- it must give a number
    void session.update('typedVisits', () => 'many');
    // @ts-expect-error -- it must give a User
    void session.computeIfAbsent('typedUser', async () => ({ nam: 'Ada' }));
    // @ts-expect-error -- there may be none
    expect(() => session.getAttribute('typedVisits').toFixed()).toThrow(TypeError);
  });

  it('do not stand in the way of other names, which take and give anything', () => {
    const session = newSession();
    session.setAttribute('undeclared', 7);
    session.setAttribute('undeclared', { any: 'thing' });
    const name = 'computed'.concat('');
    session.setAttribute(name, new Date());
    session.attributes['undeclared'] = 'text';
    expectTypeOf(session.getAttribute('undeclared')).toBeAny();
    expectTypeOf(session.attributes['undeclared']).toBeUnknown();
    expectTypeOf(session.getAttribute(name)).toBeAny();
    expect([...session.getAttributeNames()]).toEqual(['undeclared', 'computed']);
  });
});
