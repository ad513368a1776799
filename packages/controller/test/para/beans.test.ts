import { describe, expect, it } from '@jest/globals';

import { Int, oneOf } from '../../src/common/para-type.ts';
import { statusOf, TestController } from '../support/fake-exchange.ts';

class User {
  static readonly bindable = {
    name: String,
    age: Int,
    born: Date,
    isAdult: Boolean,
    colour: oneOf('red', 'green'),
  } as const;
  name: string | null = 'nobody';
  age: number | null = 1;
  born: Date | null = null;
  isAdult: boolean | null = null;
  colour: string | null = null;
  admin = false;
}

const posted = (...paras: [string, string][]): TestController => new TestController({ paras });

describe('getBean', () => {
  it('fills what is bindable, converted, and leaves the rest', () => {
    const user = posted(
      ['user.name', ' Ada '],
      ['user.age', ' 36 '],
      ['user.born', '1815-12-10'],
      ['user.isAdult', '1'],
      ['user.colour', 'green'],
    ).getBean(User);
    expect(user).toBeInstanceOf(User);
    expect(user).toMatchObject({
      name: ' Ada ',
      age: 36,
      born: new Date(1815, 11, 10),
      isAdult: true,
      colour: 'green',
    });
  });

  it('never sets what the class does not name', () => {
    const user = posted(['user.admin', 'true'], ['user.__proto__', 'x'], ['user.constructor', 'x']);
    expect(user.getBean(User)).toEqual(new User());
  });

  it('takes an empty value for null, and what was not sent for nothing', () => {
    const user = posted(['user.age', ' ']).getBean(User);
    expect(user).toMatchObject({ age: null, name: 'nobody' });
    expect(posted(['user.name', '']).getBean(User).name).toBeNull();
    expect(posted(['user.name', ' ']).getBean(User).name).toBe(' ');
  });

  it('takes another prefix, or none', () => {
    expect(posted(['u.name', 'Ada']).getBean(User, 'u').name).toBe('Ada');
    expect(posted(['name', 'Ada']).getBean(User, '').name).toBe('Ada');
  });

  it('answers 400 to what cannot be converted, unless that is to be skipped', () => {
    const controller = posted(['user.age', 'old'], ['user.name', 'Ada']);
    expect(statusOf(() => controller.getBean(User))).toBe(400);
    const user = controller.getBean(User, { skipConvertError: true });
    expect(user).toMatchObject({ age: 1, name: 'Ada' });
  });
});

describe('getModel', () => {
  it('answers 400 to a property that the class does not name', () => {
    const controller = posted(['user.name', 'Ada'], ['user.admin', 'true']);
    expect(statusOf(() => controller.getModel(User))).toBe(400);
    expect(controller.getModel(User, { skipConvertError: true }).name).toBe('Ada');
    expect(posted(['user.name', 'Ada'], ['other', '1']).getModel(User).name).toBe('Ada');
  });
});

describe('keepPara', () => {
  const paras: [string, string][] = [
    ['one', '1'],
    ['two', 'a'],
    ['two', 'b'],
    ['empty', ''],
  ];

  it('keeps all parameters: texts, and arrays of several', () => {
    const controller = posted(...paras).keepPara();
    expect(controller.request.attributes).toEqual(
      new Map<string, unknown>([
        ['one', '1'],
        ['two', ['a', 'b']],
        ['empty', ''],
      ]),
    );
  });

  it('lets no client set what is not the attribute of the application', () => {
    const reserved = ['httpsession.controller.flash.leaving', 'jakarta.servlet.error.message'];
    const controller = posted(
      ['one', '1'],
      ...reserved.map((name): [string, string] => [name, 'x']),
    );
    controller.keepPara().keepPara(...reserved);
    expect([...controller.request.attributes]).toEqual([['one', '1']]);
  });

  it('keeps the named ones that were sent', () => {
    const controller = posted(...paras).keepPara('one', 'missing');
    expect([...controller.request.attributes]).toEqual([['one', '1']]);
  });

  it('converts them, and leaves out what cannot be converted', () => {
    const controller = posted(['one', '1'], ['bad', 'x']).keepPara(Int, 'one', 'bad');
    expect([...controller.request.attributes]).toEqual([['one', 1]]);
  });

  it('keeps a bean for its form', () => {
    const controller = posted(['user.name', 'Ada'], ['user.age', 'x']).keepBean(User);
    expect(controller.getAttr('user')).toMatchObject({ name: 'Ada', age: 1 });
    const blank = posted(['name', 'Ada']).keepModel(User, ' ');
    expect(blank.getAttr('name')).toBe('Ada');
  });
});
