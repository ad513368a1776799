import { describe, expect, it } from '@jest/globals';

import { statusOf, TestController } from '../support/fake-exchange.ts';

const withPara = (value: string): TestController => new TestController({ paras: [['x', value]] });
const inUrl = (urlPara: string): TestController => new TestController({ urlPara });

describe('getInt', () => {
  it.each([
    ['12', 12],
    [' \t12\n', 12],
    ['+5', 5],
    ['-5', -5],
    ['N12', -12],
    ['n12', -12],
    ['N-7', 7],
    ['N0', 0],
    ['007', 7],
    ['2147483647', 2_147_483_647],
    ['-2147483648', -2_147_483_648],
  ])('reads %j', (text, value) => {
    expect(withPara(text).getInt('x')).toBe(value);
    expect(withPara(text).getParaToInt('x')).toBe(value);
  });

  it.each([
    'x',
    '1.0',
    '1e3',
    '0x10',
    '--1',
    '-N1',
    'N',
    '+',
    '1 2',
    '٣',
    '2147483648',
    '-2147483649',
  ])('answers 400 to %j', (text) => {
    expect(statusOf(() => withPara(text).getInt('x'))).toBe(400);
    expect(statusOf(() => withPara(text).getInt('x', 1))).toBe(400);
  });

  it.each(['', ' ', '\t \u0001'])('takes the default for %j', (text) => {
    expect(withPara(text).getInt('x')).toBeNull();
    expect(withPara(text).getInt('x', 7)).toBe(7);
  });

  it('reads parts of the URL, and the whole of it without a key', () => {
    const controller = inUrl('3-N4');
    expect([controller.getInt(0), controller.getInt(1), controller.getInt(2)]).toEqual([
      3,
      -4,
      null,
    ]);
    expect(controller.getInt(2, 9)).toBe(9);
    expect(inUrl('42').getInt()).toBe(42);
  });

  it('keeps line ends of the client out of the message', () => {
    const read = (): unknown => withPara('1\nERROR forged').getInt('x');
    expect(read).toThrow(String.raw`"1\nERROR forged"`);
    expect(read).not.toThrow('1\nERROR');
  });
});

describe('getLong and getBigInt', () => {
  it('are exact as far as they go', () => {
    expect(withPara('9007199254740991').getLong('x')).toBe(Number.MAX_SAFE_INTEGER);
    expect(withPara('N9007199254740991').getLong('x')).toBe(Number.MIN_SAFE_INTEGER);
    expect(withPara('9007199254740993').getBigInt('x')).toBe(9_007_199_254_740_993n);
    expect(withPara('N1').getBigInt('x')).toBe(-1n);
  });

  it('answer 400 rather than give another number', () => {
    expect(statusOf(() => withPara('9007199254740993').getLong('x'))).toBe(400);
    expect(statusOf(() => withPara('0b1').getBigInt('x'))).toBe(400);
    expect(statusOf(() => withPara('9'.repeat(1025)).getBigInt('x'))).toBe(400);
  });

  it('take the default for nothing', () => {
    expect(new TestController().getLong('x', 5)).toBe(5);
    expect(new TestController().getBigInt('x')).toBeNull();
  });
});

describe('getDouble', () => {
  it.each([
    ['1.5', 1.5],
    ['-.5', -0.5],
    ['1e3', 1000],
    ['N2.5', -2.5],
  ])('reads %j', (text, value) => {
    expect(withPara(text).getDouble('x')).toBe(value);
  });

  it.each(['NaN', 'Infinity', '0x1', '1e999', '1,5', '1-2', '.'])('answers 400 to %j', (text) => {
    expect(statusOf(() => withPara(text).getDouble('x'))).toBe(400);
  });
});

describe('getBoolean', () => {
  it.each([
    ['1', true],
    [' TRUE ', true],
    ['0', false],
    ['False', false],
  ])('reads %j', (text, value) => {
    expect(withPara(text).getBoolean('x', !value)).toBe(value);
  });

  it.each(['yes', 'on', '2'])('answers 400 to %j', (text) => {
    expect(statusOf(() => withPara(text).getBoolean('x'))).toBe(400);
  });
});

describe('getDate', () => {
  it.each([
    ['2020-02-29', new Date(2020, 1, 29)],
    ['2020-1-5', new Date(2020, 0, 5)],
    ['2020-12-31 23:59', new Date(2020, 11, 31, 23, 59)],
    ['2020-12-31T23:59', new Date(2020, 11, 31, 23, 59)],
    ['2020-12-31 23:59:58', new Date(2020, 11, 31, 23, 59, 58)],
    ['2020-12-31T23:59:58', new Date(2020, 11, 31, 23, 59, 58)],
  ])('reads %j in local time', (text, date) => {
    expect(withPara(text).getDate('x')).toEqual(date);
    expect(withPara(text).getParaToDate('x')).toEqual(date);
  });

  it.each([
    '2020-13-45',
    '2021-02-29',
    '2020-12-31 24:00',
    '2020-12-31 1:2',
    '2020-12-31 10:00:00.5',
    '2020-12-31T10:00Z',
    '20201231',
    'today',
  ])('answers 400 to %j', (text) => {
    expect(statusOf(() => withPara(text).getDate('x'))).toBe(400);
  });

  it('reads the whole URL parameter, whose parts a date would be', () => {
    expect(inUrl('2020-02-29').getDate()).toEqual(new Date(2020, 1, 29));
  });
});

describe('arrays', () => {
  it('convert each value, and answer 400 to one that is none', () => {
    const paras = [
      ['x', '1'],
      ['x', ' '],
      ['x', 'N3'],
    ] as const;
    expect(new TestController({ paras }).getParaValuesToInt('x')).toEqual([1, null, -3]);
    expect(new TestController({ paras }).getParaValuesToLong('x')).toEqual([1, null, -3]);
    expect(new TestController().getParaValuesToInt('x')).toBeNull();
    expect(statusOf(() => withPara('a').getParaValuesToInt('x'))).toBe(400);
  });
});
