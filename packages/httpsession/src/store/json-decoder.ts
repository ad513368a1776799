import { UnreadableRecordError } from '../common/errors.ts';
import { quote } from '../common/quote.ts';
import type { ClassRegistry, ClassRule } from './class-registry.ts';
import { isPrimitiveTag, readLeaf, readPrimitive } from './leaf-reader.ts';
import { badTag, expectTag, isCount, toFields, toList } from './tag-checks.ts';

/** Stands for an instance whose data is still being read. */
const UNFINISHED = Symbol('unfinished');

type Fields = Record<string, unknown>;

/**
 * Makes one value from parsed JSON with tags, what `JsonEncoder` wrote. Each object is numbered where the
 * encoder numbered it. Made for one value and thrown away.
 */
export class JsonDecoder {
  readonly #classes: ClassRegistry;
  readonly #maxDepth: number;
  readonly #made: unknown[] = [];

  constructor(classes: ClassRegistry, maxDepth: number) {
    this.#classes = classes;
    this.#maxDepth = maxDepth;
  }

  /** The value. Throws `UnreadableRecordError`; the parsed data is used up. */
  decode(data: unknown): unknown {
    return this.#value(data, 1);
  }

  #value(data: unknown, depth: number): unknown {
    if (typeof data !== 'object' || data === null) return data;
    if (depth > this.#maxDepth) throw unreadable('its values are nested too deep');
    if (Array.isArray(data)) return this.#items(this.#number(data), data, depth);
    const tag = firstKey(data);
    if (tag?.startsWith('$') === true) return this.#tagged(tag, data as Fields, depth);
    return this.#fields(this.#number(data as Fields), data as Fields, depth);
  }

  #number<T>(object: T): T {
    this.#made.push(object);
    return object;
  }

  #tagged(tag: string, data: Fields, depth: number): unknown {
    const payload = expectTag(Object.keys(data).length === 1, tag, data[tag]);
    if (isPrimitiveTag(tag)) return readPrimitive(tag, payload);
    switch (tag) {
      case '$ref':
        return this.#reference(payload);
      case '$object':
        return this.#escaped(payload, depth);
      case '$null':
        return this.#bare(toFields(tag, payload), depth);
      case '$fields':
        return this.#fieldsOfInstance(toList(tag, payload, 2), depth);
      case '$data':
        return this.#dataOfInstance(toList(tag, payload, 2), depth);
      case '$array':
        return this.#sparse(toList(tag, payload, 2), depth);
      case '$map':
        return this.#map(toList(tag, payload), depth);
      case '$set':
        return this.#set(toList(tag, payload), depth);
      default:
        return this.#number(readLeaf(tag, payload));
    }
  }

  #reference(payload: unknown): unknown {
    const found = typeof payload === 'number' ? this.#made[payload] : undefined;
    if (found === undefined || found === UNFINISHED) throw badTag('$ref');
    return found;
  }

  #escaped(payload: unknown, depth: number): unknown {
    const fields = toFields('$object', payload);
    if (firstKey(fields)?.startsWith('$') !== true) throw badTag('$object');
    return this.#fields(this.#number(fields), fields, depth);
  }

  #bare(fields: Fields, depth: number): unknown {
    return this.#fields(this.#number(Object.create(null) as object), fields, depth);
  }

  /** Fills `target` with the values of `source`, which may be the same object. */
  #fields(target: object, source: Fields, depth: number): object {
    for (const key of Object.keys(source)) {
      const data = source[key];
      const value = this.#value(data, depth + 1);
      if (target !== source || value !== data) define(target, key, value);
    }
    return target;
  }

  #items(target: unknown[], source: readonly unknown[], depth: number): unknown[] {
    // In place: every item of a parsed array is there, so no setter above it can be met.
    for (let i = 0; i < source.length; i += 1) target[i] = this.#value(source[i], depth + 1);
    return target;
  }

  #sparse([length, list]: readonly unknown[], depth: number): unknown[] {
    const entries = toList('$array', list);
    if (!isCount(length) || length > MAX_ARRAY) throw badTag('$array');
    if (entries.length % 2 !== 0 || entries.length / 2 >= length) throw badTag('$array');
    // By way of the greatest length, so that holes take no memory, however many are claimed.
    const array = this.#number<unknown[]>([]);
    array.length = MAX_ARRAY;
    array.length = length;
    let next = 0;
    for (let i = 0; i < entries.length; i += 2) {
      const index = entries[i];
      if (!isCount(index) || index < next || index >= length) throw badTag('$array');
      define(array, String(index), this.#value(entries[i + 1], depth + 1));
      next = index + 1;
    }
    return array;
  }

  #map(list: readonly unknown[], depth: number): Map<unknown, unknown> {
    const map = this.#number(new Map<unknown, unknown>());
    for (let i = 0; i < list.length; i += 2) {
      const key = this.#value(list[i], depth + 1);
      map.set(key, this.#value(list[i + 1], depth + 1));
    }
    return expectTag(map.size * 2 === list.length, '$map', map);
  }

  #set(list: readonly unknown[], depth: number): Set<unknown> {
    const set = this.#number(new Set<unknown>());
    for (const item of list) set.add(this.#value(item, depth + 1));
    return expectTag(set.size === list.length, '$set', set);
  }

  #fieldsOfInstance([name, payload]: readonly unknown[], depth: number): unknown {
    const rule = this.#rule(name);
    const source = toFields('$fields', payload);
    if (rule.conversion === undefined) {
      const instance = this.#number(Object.create(rule.prototype) as object);
      return this.#fields(instance, source, depth);
    }
    // Written before the class got its fromJSON; the fields are what it is given then.
    return this.#convert(rule, () => this.#fields(source, source, depth));
  }

  #dataOfInstance([name, payload]: readonly unknown[], depth: number): unknown {
    return this.#convert(this.#rule(name), () => this.#value(payload, depth + 1));
  }

  #convert(rule: ClassRule, read: () => unknown): unknown {
    const number = this.#made.push(UNFINISHED) - 1;
    const data = read();
    if (rule.conversion === undefined)
      throw unreadable(`class ${quote(rule.name)} lost its fromJSON`);
    const instance = fromJSON(rule, rule.conversion.toInstance, data);
    this.#made[number] = instance;
    return instance;
  }

  #rule(name: unknown): ClassRule {
    const rule = typeof name === 'string' ? this.#classes.forName(name) : undefined;
    if (rule !== undefined) return rule;
    const shown = typeof name === 'string' ? quote(name) : 'without a name';
    throw unreadable(
      `it holds an instance of class ${shown}, which is not registered with the codec`,
    );
  }
}

/** The most items that an array can have. */
const MAX_ARRAY = 4_294_967_295;

/** A property as a literal makes it: no setter is run, and `__proto__` is a name like any other. */
function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function fromJSON(rule: ClassRule, convert: (data: unknown) => unknown, data: unknown): object {
  let instance: unknown;
  try {
    instance = convert(data);
  } catch (cause) {
    throw unreadable(`fromJSON of class ${quote(rule.name)} threw`, cause);
  }
  if (typeof instance === 'object' && instance !== null) return instance;
  throw unreadable(`fromJSON of class ${quote(rule.name)} gave no object`);
}

function firstKey(data: object): string | undefined {
  // Without making the list of all keys: most objects are looked at only for this.
  for (const key in data) return key;
  return undefined;
}

function unreadable(why: string, cause?: unknown): UnreadableRecordError {
  return new UnreadableRecordError(why, cause === undefined ? {} : { cause });
}
