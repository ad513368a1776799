import { describe, expect, it } from '@jest/globals';
import { IllegalArgumentException } from '../../src/common/errors.ts';
import { headerTracker } from '../../src/tracking/tracker.ts';

const ID = 'abcdefghijklmnopqrstuvwxyz012345';

describe('headerTracker', () => {
  const tracker = headerTracker('X-Session-Id');
  const find = (fields: Record<string, string>) => tracker.find((name) => fields[name]);

  it('finds the id in its header field, which it asks for in lower case', () => {
    expect(find({ 'x-session-id': ID })).toBe(ID);
    expect(find({ 'X-Session-Id': ID })).toBeUndefined();
    expect(find({ cookie: ID })).toBeUndefined();
  });

  it.each([
    [` \t${ID}\t `, ID],
    [`\u00a0${ID}`, `\u00a0${ID}`],
    ['', undefined],
    ['  ', undefined],
  ])('finds in the field %j only what is between blanks', (field, value) => {
    expect(find({ 'x-session-id': field })).toBe(value);
  });

  it('tells the client its id, and tells it to forget it', () => {
    expect(tracker.issue(ID)).toEqual([['X-Session-Id', ID]]);
    expect(tracker.expire()).toEqual([['X-Session-Id', '']]);
  });

  it('names itself and the field that answers depend on', () => {
    expect([tracker.name, tracker.vary]).toEqual(['X-Session-Id', 'X-Session-Id']);
  });

  it('S-14 writes nothing that is more than a value', () => {
    expect(() => tracker.issue('a\r\nSet-Cookie: b')).toThrow(IllegalArgumentException);
  });

  it.each([null, '', 'X Session', 'X:', 'X\r\nY', 'ä'])('refuses the field name %j', (name) => {
    expect(() => headerTracker(name!)).toThrow(IllegalArgumentException);
  });
});
