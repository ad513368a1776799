import { afterEach, describe, expect, test } from '@jest/globals';
import { IllegalArgumentException } from 'httpsession';
import { type AmbientSession, session, Session } from '../src/http/index.ts';
import { configureAmbient, OutsideRequestError, withSession } from '../src/index.ts';

afterEach(() => {
  configureAmbient({ outsideRequest: 'throw', stringValues: false });
});

describe('in a request', () => {
  test('S2-07 S2-21 S2-37 S2-38 attributes are those of its session', () =>
    withSession({ attr1: 'value1', cart: ['apple'] }, () => {
      expect(session.isValid()).toBe(true);
      expect(session.getAttribute('attr1')).toBe('value1');
      expect(session.getAttribute('cart')).toEqual(['apple']);
      expect(session.getAttribute('other')).toBeNull();
      expect(session.getAttributeNames()).toEqual(['attr1', 'cart']);
      session.setAttribute('attr2', 2);
      session.removeAttribute('attr1');
      expect(session.getAttributeNames()).toEqual(['cart', 'attr2']);
      session.setAttribute('cart', null);
      expect(session.getAttributeNames()).toEqual(['attr2']);
    }));

  test('S2-45 S2-46 S2-47 setters give nothing', () =>
    withSession({}, () => {
      const setters: (() => unknown)[] = [
        () => session.setAttribute('a', 1),
        () => session.removeAttribute('a'),
        () => session.setMaxInactiveInterval(1),
        () => session.invalidate(),
      ];
      expect(setters.map((set) => set())).toEqual([undefined, undefined, undefined, undefined]);
    }));

  test('S2-39 S2-41 S2-42 S2-47 times are dates, the interval seconds', () =>
    withSession({}, () => {
      const made = session.getCreationTime();
      expect(made).toBeInstanceOf(Date);
      expect(Math.abs(Date.now() - made.getTime())).toBeLessThan(60_000);
      expect(session.getLastAccessedTime()).toEqual(made);
      expect(session.getMaxInactiveInterval()).toBe(1800);
      session.setMaxInactiveInterval(5);
      expect(session.getMaxInactiveInterval()).toBe(5);
    }));

  test('a fraction of a second is refused instead of cut', () =>
    withSession({}, () => {
      expect(() => session.setMaxInactiveInterval(1.5)).toThrow(IllegalArgumentException);
    }));

  test('S2-40 S2-43 S2-44 what is set after the end goes into a new session', () =>
    withSession({ a: 1 }, () => {
      const id = session.getId();
      session.invalidate();
      expect(session.getAttribute('a')).toBeNull();
      expect(session.getAttributeNames()).toEqual([]);
      session.setAttribute('b', 2);
      expect(session.isNew()).toBe(true);
      expect(session.getId()).not.toBe(id);
      expect(session.getAttributeNames()).toEqual(['b']);
    }));

  test.each([
    ['isValid', () => session.isValid()],
    ['getAttribute', (): unknown => session.getAttribute('a')],
    ['getAttributeNames', () => session.getAttributeNames()],
    ['isNew', () => session.isNew()],
    ['removeAttribute', () => session.removeAttribute('a')],
    ['invalidate', () => session.invalidate()],
  ])('%s makes no session', (_name, call) =>
    withSession({}, () => {
      session.invalidate();
      call();
      expect(session.isNew()).toBe(false);
    }),
  );

  test.each([
    ['getId', () => session.getId()],
    ['getCreationTime', () => session.getCreationTime()],
    ['getLastAccessedTime', () => session.getLastAccessedTime()],
    ['getMaxInactiveInterval', () => session.getMaxInactiveInterval()],
    ['setAttribute', () => session.setAttribute('a', 1)],
    ['setMaxInactiveInterval', () => session.setMaxInactiveInterval(9)],
  ])('%s makes a session', (_name, call) =>
    withSession({}, () => {
      session.invalidate();
      call();
      expect(session.isNew()).toBe(true);
    }),
  );

  test('S2-37 attributes can be texts, as in Eclipse Dirigible', () =>
    withSession({ number: 1, list: [1], text: 'a', none: false }, () => {
      configureAmbient({ stringValues: true });
      expect(
        ['number', 'list', 'text', 'none'].map((name): unknown => session.getAttribute(name)),
      ).toEqual(['1', '[1]', 'a', 'false']);
      expect(session.getAttribute('other')).toBeNull();
    }));
});

const CALLS: readonly (readonly [keyof AmbientSession, () => unknown, unknown])[] = [
  ['getAttribute', (): unknown => session.getAttribute('a'), null],
  ['getAttributeNames', () => session.getAttributeNames(), []],
  ['getCreationTime', () => session.getCreationTime(), new Date(0)],
  ['getId', () => session.getId(), null],
  ['getLastAccessedTime', () => session.getLastAccessedTime(), new Date(0)],
  ['getMaxInactiveInterval', () => session.getMaxInactiveInterval(), 0],
  ['invalidate', () => session.invalidate(), undefined],
  ['isNew', () => session.isNew(), false],
  ['setAttribute', () => session.setAttribute('a', 1), undefined],
  ['removeAttribute', () => session.removeAttribute('a'), undefined],
  ['setMaxInactiveInterval', () => session.setMaxInactiveInterval(1), undefined],
];

describe('outside a request', () => {
  test('S2-36 it is not valid', () => {
    expect(session.isValid()).toBe(false);
  });

  test.each(CALLS)('%s says so', (name, call) => {
    expect(call).toThrow(OutsideRequestError);
    expect(call).toThrow(`session.${name}: no request is being handled here`);
  });

  test.each(CALLS)('%s can be neutral, as in Eclipse Dirigible', (_name, call, neutral) => {
    configureAmbient({ outsideRequest: 'neutral' });
    expect(call()).toEqual(neutral);
  });
});

test('the table of calls is complete', () => {
  expect(CALLS.map(([name]) => name)).toEqual(
    Object.keys(session).filter((name) => name !== 'isValid'),
  );
});

test('the class and the object are one, and cannot be changed', () => {
  expect(Session).toBe(session);
  expect(Object.isFrozen(session)).toBe(true);
});

describe('withSession', () => {
  test('gives what the function gives, or throws', async () => {
    await expect(withSession({ a: 1 }, () => session.getAttribute('a') as number)).resolves.toBe(1);
    await expect(withSession({}, async () => 'later')).resolves.toBe('later');
    await expect(
      withSession({}, () => {
        throw new RangeError('now');
      }),
    ).rejects.toThrow(new RangeError('now'));
    await expect(withSession({}, () => Promise.reject(new RangeError('then')))).rejects.toThrow(
      new RangeError('then'),
    );
  });

  test('is over behind the function', async () => {
    let late = () => true;
    const over = await withSession({}, () => {
      const check = () => session.isValid();
      late = check;
      return new Promise<boolean>((resolve) => {
        setImmediate(() => resolve(check()));
      });
    });
    expect(over).toBe(true);
    expect(late()).toBe(false);
  });

  test('S2-03 keeps sessions apart', async () => {
    const seen = await Promise.all(
      [1, 2, 3].map((number) =>
        withSession({ number }, async () => {
          await new Promise(setImmediate);
          return session.getAttribute('number') as number;
        }),
      ),
    );
    expect(seen).toEqual([1, 2, 3]);
  });
});
