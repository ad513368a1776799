import { describe, expect, it } from '@jest/globals';
import { headerTracker, SessionManager } from 'httpsession';

const make = (options: object) => () => new SessionManager(options);

describe('options', () => {
  it.each(['find', 'issue', 'expire', 'vary', 'name'])(
    'a tracker without %s is refused',
    (part) => {
      const tracker = { ...headerTracker('X-Id'), [part]: undefined };
      expect(make({ trackingModes: [tracker] })).toThrow(/trackingModes/);
    },
  );

  it('that are inherited are refused', () => {
    class Inherited {
      readonly own = undefined;
    }
    expect(make(Object.create({ sessionTimeout: 'x' }) as object)).toThrow(/Option options/);
    expect(make({ cookie: Object.create({ secure: 'x' }) as object })).toThrow(/Option cookie/);
    expect(make(new Inherited())).toThrow(/Option options/);
  });

  it('without a prototype are taken', () => {
    const bare = Object.assign(Object.create(null) as object, { sessionTimeout: 1 });
    expect(make(bare)).not.toThrow();
  });
});
