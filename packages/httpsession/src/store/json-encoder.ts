import { types } from 'node:util';
import { writeLeaf } from './leaf-writer.ts';
import type { ClassRegistry, ClassRule } from './class-registry.ts';
import { quote } from './json-text.ts';
import { MetObjects } from './met-objects.ts';
import { indicesOf, isDense, isDirectInstance, requireNoOthers } from './object-shape.ts';
import { describeUnkept, propertyPart, Refusal, ValueTooLarge } from './refusal.ts';

/** How much a value may hold. */
export interface ValueLimits {
  readonly bytes: number;
  /** Objects inside each other. */
  readonly depth: number;
}

/**
 * Writes one value as JSON with tags. Made for one value and thrown away: what runs while a value is read, a
 * getter or a `toJSON`, may encode too. What comes out is what JSON.stringify would write for data of that
 * form; the decoder relies on it.
 */
export class JsonEncoder {
  readonly #classes: ClassRegistry;
  readonly #limits: ValueLimits;
  readonly #met = new MetObjects();
  /** The instances whose `toJSON` data is being written: nothing inside can refer to them. */
  readonly #converting: object[] = [];
  /** How many characters may still be written. Not to the last one: brackets are not counted. */
  #room: number;
  #isTagged = false;

  constructor(classes: ClassRegistry, limits: ValueLimits) {
    this.#classes = classes;
    this.#limits = limits;
    this.#room = limits.bytes;
  }

  /** Whether what was written has tags in it. */
  get isTagged(): boolean {
    return this.#isTagged;
  }

  /** The text of a value. Throws `Refusal`, or whatever a getter in the value throws. */
  encode(value: unknown): string {
    return this.#value(value, 1);
  }

  #value(value: unknown, depth: number): string {
    if (typeof value === 'string') return this.#string(value);
    if (typeof value === 'number') return this.#number(value);
    if (typeof value === 'object' && value !== null) return this.#object(value, depth);
    return this.#primitive(value);
  }

  #primitive(value: unknown): string {
    if (value === undefined) return this.#tag('undefined', '0');
    if (typeof value === 'bigint') return this.#tag('bigint', `"${value.toString(16)}"`);
    if (typeof value === 'function') throw new Refusal('a function');
    if (typeof value === 'symbol') throw new Refusal('a symbol');
    return this.#take(JSON.stringify(value));
  }

  #take(text: string): string {
    this.#room -= text.length + 1;
    if (this.#room < -1) throw new ValueTooLarge();
    return text;
  }

  #string(text: string): string {
    // Before it is quoted: escaping a huge string would make a larger one first.
    if (text.length > this.#room) throw new ValueTooLarge();
    return this.#take(quote(text));
  }

  #number(value: number): string {
    if (Object.is(value, -0)) return this.#tag('number', '"-0"');
    return Number.isFinite(value)
      ? this.#take(String(value))
      : this.#tag('number', `"${String(value)}"`);
  }

  #tag(name: string, json: string): string {
    this.#isTagged = true;
    return this.#take(`{"$${name}":${json}}`);
  }

  #object(value: object, depth: number): string {
    const number = this.#met.meet(value);
    if (number !== undefined) return this.#reference(value, number);
    if (depth > this.#limits.depth) {
      const what = `objects nested deeper than the ${this.#limits.depth} of codec.limits.depth`;
      throw new Refusal(what, { code: 'HTTPSESSION_LIMIT' });
    }
    const prototype = Reflect.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.#plain(value, depth);
    if (Array.isArray(value) && isDirectInstance(value, 2)) return this.#array(value, depth);
    if (prototype === null) return this.#wrap('null', this.#members(value, depth));
    const rule = this.#classes.forPrototype(prototype);
    if (rule !== undefined) return this.#instance(value, rule, depth);
    return this.#builtIn(value, depth);
  }

  #reference(value: object, number: number): string {
    if (this.#converting.includes(value)) {
      throw new Refusal('an instance with toJSON that contains itself');
    }
    return this.#tag('ref', String(number));
  }

  #wrap(tag: string, json: string): string {
    this.#isTagged = true;
    this.#take(tag);
    return `{"$${tag}":${json}}`;
  }

  #plain(value: object, depth: number): string {
    const keys = Object.keys(value);
    const json = this.#members(value, depth, keys);
    // With such a key in front it looks like a tag, so it is put into one.
    return keys[0]?.startsWith('$') === true ? this.#wrap('object', json) : json;
  }

  #members(value: object, depth: number, keys: readonly string[] = Object.keys(value)): string {
    if (keys.length > this.#room) throw new ValueTooLarge();
    requireNoOthers(value, keys.length);
    let json = '';
    let at = '';
    try {
      for (const key of keys) {
        at = key;
        const name = this.#string(key);
        const member = this.#value((value as Readonly<Record<string, unknown>>)[key], depth + 1);
        json += json === '' ? `${name}:${member}` : `,${name}:${member}`;
      }
    } catch (error) {
      throw Refusal.at(propertyPart(at), error);
    }
    return `{${json}}`;
  }

  #array(value: readonly unknown[], depth: number): string {
    if (!isDense(value, this.#limits.bytes)) return this.#sparse(value, depth);
    if (value.length > this.#limits.bytes) throw new ValueTooLarge();
    requireNoOthers(value, value.length + 1);
    return this.#items(value, depth, (index) => `[${index}]`);
  }

  #items(list: readonly unknown[], depth: number, part: (index: number) => string): string {
    let json = '';
    let index = 0;
    try {
      for (; index < list.length; index += 1) {
        const item = this.#value(list[index], depth + 1);
        json += index === 0 ? item : `,${item}`;
      }
    } catch (error) {
      throw Refusal.at(part(index), error);
    }
    return `[${json}]`;
  }

  #sparse(value: readonly unknown[], depth: number): string {
    const entries: string[] = [];
    let at = '';
    try {
      for (const index of indicesOf(value)) {
        at = index;
        entries.push(this.#take(index), this.#value(value[Number(index)], depth + 1));
      }
    } catch (error) {
      throw at === '' ? error : Refusal.at(`[${at}]`, error);
    }
    return this.#wrap('array', `[${value.length},[${entries.join(',')}]]`);
  }

  #instance(value: object, rule: ClassRule, depth: number): string {
    const name = this.#string(rule.name);
    if (rule.conversion === undefined) {
      return this.#wrap('fields', `[${name},${this.#members(value, depth)}]`);
    }
    this.#converting.push(value);
    const data = this.#value(rule.conversion.toData(value), depth + 1);
    this.#converting.pop();
    return this.#wrap('data', `[${name},${data}]`);
  }

  #builtIn(value: object, depth: number): string {
    if (types.isMap(value) && isDirectInstance(value, 2)) return this.#map(value, depth);
    if (types.isSet(value) && isDirectInstance(value, 2)) return this.#set(value, depth);
    const leaf = writeLeaf(value, this.#limits.bytes);
    if (leaf !== undefined) {
      this.#isTagged = true;
      return this.#take(leaf);
    }
    // The Object.prototype of another realm, as a `vm` context has.
    if (!isDirectInstance(value, 1)) throw new Refusal(describeUnkept(value));
    return this.#plain(value, depth);
  }

  #map(value: ReadonlyMap<unknown, unknown>, depth: number): string {
    requireNoOthers(value, 0);
    const list: unknown[] = [];
    // By the method of Map, whatever the object says: it is what its contents are read back with.
    Map.prototype.forEach.call(value, (item, key) => list.push(key, item));
    const part = (index: number): string => `<${index % 2 === 0 ? 'key' : 'value'} ${index >> 1}>`;
    return this.#wrap('map', this.#items(list, depth, part));
  }

  #set(value: ReadonlySet<unknown>, depth: number): string {
    requireNoOthers(value, 0);
    const list = [...Set.prototype.values.call(value)] as unknown[];
    return this.#wrap(
      'set',
      this.#items(list, depth, (index) => `<item ${index}>`),
    );
  }
}
