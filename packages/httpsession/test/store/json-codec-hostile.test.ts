import { describe, expect, it } from '@jest/globals';
import { UnreadableRecordError } from '../../src/common/errors.ts';
import { JsonCodec } from '../../src/store/json-codec.ts';

class User {
  name = 'x';
}

class Money {
  toJSON(): unknown {
    return 1;
  }
  static fromJSON(): Money {
    return new Money();
  }
}

const codec = new JsonCodec({ classes: [User, Money] });

function decode(text: string): unknown {
  return codec.decode(new TextEncoder().encode(text));
}

describe('decoding what the codec did not write', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['half of it', '{"a":'],
    ['two values', '1 2'],
    ['blanks', '{"a": 1}'],
    ['a key twice', '{"a":1,"a":2}'],
    ['a number too large for one', '1e400'],
    ['a number in another form', '1.0'],
    ['minus zero without a tag', '-0'],
    ['a needless escape', '"\\u0061"'],
    ['a byte order mark', '\ufeff{}'],
    ['another version', '~2{}'],
    ['only the mark', '~1'],
    ['the tag of a function', '~1{"$function":"return process"}'],
    ['the mark that node-serialize runs', '~1{"$_$$ND_FUNC$$_":"function(){}()"}'],
    ['an unknown tag', '~1{"$unknown":1}'],
    ['the tag of a global', '~1{"$Proxy":["a","b"]}'],
    ['the tag constructor', '~1{"$constructor":["a"]}'],
    ['the tag __proto__', '~1{"$__proto__":{}}'],
    ['the tag of a class of views that is none', '~1{"$Function":""}'],
    ['a tag beside another', '~1{"$date":1,"$map":[]}'],
    ['undefined with contents', '~1{"$undefined":1}'],
    ['an unknown number', '~1{"$number":"1"}'],
    ['a bigint in decimal', '~1{"$bigint":"0x10"}'],
    ['a bigint with a leading zero', '~1{"$bigint":"0a"}'],
    ['an empty bigint', '~1{"$bigint":""}'],
    ['a bigint that is none', '~1{"$bigint":"zz"}'],
    ['a bigint as a number', '~1{"$bigint":1}'],
    ['minus zero as a bigint', '~1{"$bigint":"-0"}'],
    ['a date out of range', '~1{"$date":8640000000000001}'],
    ['a date that is text', '~1{"$date":"2026-01-01"}'],
    ['a date with a fraction', '~1{"$date":1.5}'],
    ['a broken regular expression', '~1{"$regexp":["(","",0]}'],
    ['a regular expression with a slash that is not escaped', '~1{"$regexp":["/","",0]}'],
    ['flags twice', '~1{"$regexp":["a","gg",0]}'],
    ['flags out of order', '~1{"$regexp":["a","ig",0]}'],
    ['a negative lastIndex', '~1{"$regexp":["a","g",-1]}'],
    ['a regular expression cut short', '~1{"$regexp":["a","g"]}'],
    ['bytes that are not base64', '~1{"$Buffer":"a"}'],
    ['bytes in another base64', '~1{"$Buffer":"-_8="}'],
    ['bytes that are a list', '~1{"$Buffer":[1]}'],
    ['too few bytes for an item', '~1{"$Float64Array":"AAAA"}'],
    ['a map that is an object', '~1{"$map":{"length":2}}'],
    ['a map with half an entry', '~1{"$map":[1]}'],
    ['a map with a key twice', '~1{"$map":["a",1,"a",2]}'],
    ['a set with an item twice', '~1{"$set":[1,1]}'],
    ['a set that is text', '~1{"$set":"ab"}'],
    ['an array without holes as one with', '~1{"$array":[1,[0,1]]}'],
    ['an array longer than there can be', '~1{"$array":[4294967296,[]]}'],
    ['an array of negative length', '~1{"$array":[-1,[]]}'],
    ['an index beyond the end', '~1{"$array":[3,[3,1]]}'],
    ['an index twice', '~1{"$array":[3,[1,1,1,2]]}'],
    ['indices out of order', '~1{"$array":[9,[2,1,1,2]]}'],
    ['an index that is text', '~1{"$array":[3,["length",9]]}'],
    ['an index without an item', '~1{"$array":[9,[1]]}'],
    ['a reference to nothing', '~1{"$ref":0}'],
    ['a reference ahead', '~1[{"$ref":1},{}]'],
    ['a reference that is a name', '~1[{"$ref":"constructor"}]'],
    ['a negative reference', '~1[{"$ref":-1}]'],
    ['a reference to an instance that is not finished', '~1{"$data":["Money",{"$ref":0}]}'],
    ['a needless wrap', '~1{"$object":{"a":1}}'],
    ['a wrap of a list', '~1{"$object":["$a"]}'],
    ['a wrap of nothing', '~1{"$null":null}'],
    ['a class that was not registered', '~1{"$fields":["Object",{}]}'],
    ['a class by a name that objects have', '~1{"$fields":["constructor",{}]}'],
    ['a class by the name __proto__', '~1{"$fields":["__proto__",{}]}'],
    ['a class by number', '~1{"$fields":[0,{}]}'],
    ['a class with a list for fields', '~1{"$fields":["User",[1]]}'],
    ['a class without fields', '~1{"$fields":["User"]}'],
    ['data for a class without fromJSON', '~1{"$data":["User",1]}'],
  ])('S-26 is refused: %s', (_, text) => {
    expect(() => decode(text)).toThrow(UnreadableRecordError);
  });

  it.each<[string, Uint8Array]>([
    ['an incomplete character', Uint8Array.of(0x22, 0xc3, 0x22)],
    ['an overlong character', Uint8Array.of(0x22, 0xc0, 0xaf, 0x22)],
    ['a surrogate as bytes', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)],
  ])('S-26 is refused: %s', (_, bytes) => {
    expect(() => codec.decode(bytes)).toThrow(/not UTF-8/);
  });

  it.each<[string, string]>([
    ['lists', '['.repeat(1_000_000)],
    ['lists that end', '['.repeat(500_000) + ']'.repeat(500_000)],
    ['objects', '{"a":'.repeat(150_000) + '1' + '}'.repeat(150_000)],
    ['maps', `~1${'{"$map":[1,'.repeat(50_000)}1${']}'.repeat(50_000)}`],
    ['brackets behind a quoted bracket', `["]",${'['.repeat(500_000)}${']'.repeat(500_000)}]`],
  ])('S-26 is refused when nested without end: %s', (_, text) => {
    expect(() => decode(text)).toThrow(/nested deeper/);
  });

  it('S-26 is refused when nested deeper than values may be, though its brackets are few', () => {
    const text = `~1${'['.repeat(101)}${']'.repeat(101)}`;

    expect(() => decode(text)).toThrow(/nested too deep/);
    expect(() => decode(`~1${'['.repeat(100)}${']'.repeat(100)}`)).not.toThrow();
  });

  it('takes brackets inside strings for what they are', () => {
    const value = ['['.repeat(2000), '{"'.repeat(2000), '\\"['.repeat(2000)];

    expect(codec.decode(codec.encode('cart', value))).toStrictEqual(value);
  });

  it('S-26 is refused unread when it is larger than anything that is written', () => {
    expect(() => codec.decode(new Uint8Array(1_048_577).fill(0x31))).toThrow(/too large/);
  });

  it('S-26 takes no memory for the length that an array claims', () => {
    const before = process.memoryUsage().heapUsed;

    const array = decode('~1{"$array":[30000000,[5,1]]}') as unknown[];

    expect(array).toHaveLength(30_000_000);
    expect(array[5]).toBe(1);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000);
  });

  it('S-27 leaves the prototypes of objects alone', () => {
    const texts = [
      '{"__proto__":{"polluted":1}}',
      '~1{"__proto__":{"polluted":{"$undefined":0}}}',
      '~1{"$null":{"__proto__":{"polluted":1}}}',
      '~1{"$fields":["User",{"__proto__":{"polluted":1}}]}',
      '~1{"constructor":{"prototype":{"polluted":{"$date":1}}}}',
    ];

    const results = texts.map(decode);

    expect('polluted' in {}).toBe(false);
    expect('polluted' in new User()).toBe(false);
    expect(Object.getPrototypeOf(results[3])).toBe(User.prototype);
    expect(Object.hasOwn(results[3] as object, '__proto__')).toBe(true);
  });

  it('is explained without showing what the record holds', () => {
    for (const text of ['{"a":"hunter2"', '"hunter2" ', '~1{"$number":"hunter2"}']) {
      let message = '';
      try {
        decode(text);
      } catch (error) {
        message = String(error);
      }
      expect(message).toContain('HTTPSESSION_UNREADABLE_RECORD');
      expect(message).not.toContain('hunter2');
    }
  });

  it('names the class that is not registered, shortened and on one line', () => {
    expect(() => decode('~1{"$fields":["Gone",{}]}')).toThrow(
      /class "Gone", which is not registered/,
    );
    const long = JSON.stringify(`a\n${'x'.repeat(1000)}`);
    expect(() => decode(`~1{"$fields":[${long},{}]}`)).toThrow(/class "a\\nx{62}…"/);
  });
});
