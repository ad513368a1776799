import { describe, expect, test } from '@jest/globals';
import { formatContentType, parseContentType } from '../../src/http/content-type.ts';

describe('the field of a content type', () => {
  test('has the charset of this answer, not that of the one before', () => {
    expect(formatContentType('text/plain', 'UTF-8')).toBe('text/plain;charset=UTF-8');
    expect(formatContentType('text/plain', 'ISO-8859-1')).toBe('text/plain;charset=ISO-8859-1');
    expect(formatContentType('text/plain', null)).toBe('text/plain');
    expect(formatContentType('text/html', 'UTF-8')).toBe('text/html;charset=UTF-8');
    expect(formatContentType('text/plain', 'UTF-8')).toBe('text/plain;charset=UTF-8');
  });

  test('is right for any number of types', () => {
    for (let round = 0; round < 250; round++) {
      const type = `text/x-${String(round % 125)}`;
      expect(formatContentType(type, 'UTF-8')).toBe(`${type};charset=UTF-8`);
    }
  });

  test('a charset is found behind other parameters, and is no part of the type', () => {
    expect(parseContentType('text/plain')).toEqual({ type: 'text/plain', charset: undefined });
    expect(parseContentType('text/plain; a=b; Charset="UTF-8"')).toEqual({
      type: 'text/plain;a=b',
      charset: 'UTF-8',
    });
  });
});
