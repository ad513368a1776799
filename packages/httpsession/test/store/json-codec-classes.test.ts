import { describe, expect, it } from '@jest/globals';
import { NotEncodableError, OptionError, UnreadableRecordError } from '../../src/common/errors.ts';
import type { StorableClass, StorableType } from '../../src/store/class-registry.ts';
import { JsonCodec } from '../../src/store/json-codec.ts';

class Cart {
  readonly items: string[] = [];
  owner: unknown = undefined;

  valueBound(): string {
    return `bound with ${this.items.length}`;
  }
}

/** Keeps its state where no codec can see it. */
class Money {
  readonly #cents: number;

  constructor(cents: number) {
    this.#cents = cents;
  }

  get cents(): number {
    return this.#cents;
  }

  toJSON(): unknown {
    return { cents: this.#cents };
  }

  static fromJSON(data: { cents: number }): Money {
    if (!Number.isInteger(data.cents)) throw new RangeError('no cents');
    return new Money(data.cents);
  }
}

function codecFor(...classes: (StorableClass | StorableType)[]): JsonCodec {
  return new JsonCodec({ classes });
}

function roundTrip<T>(codec: JsonCodec, value: T): T {
  return codec.decode(codec.encode('cart', value)) as T;
}

describe('a registered class', () => {
  it('comes back with its prototype, and so with its listener methods', () => {
    const cart = new Cart();
    cart.items.push('tea');

    const result = roundTrip(codecFor(Cart), cart);

    expect(result).toBeInstanceOf(Cart);
    expect(result).toStrictEqual(cart);
    expect(result.valueBound()).toBe('bound with 1');
  });

  it('comes back without running its constructor or its setters', () => {
    let ran = 0;
    class Noisy {
      plain = 1;
      constructor() {
        ran += 1;
      }
      set loud(_: unknown) {
        ran += 1;
      }
    }
    const noisy = Object.defineProperty(new Noisy(), 'loud', { value: 2, enumerable: true });

    const result = roundTrip(codecFor(Noisy), noisy);

    expect(ran).toBe(1);
    expect(Object.getOwnPropertyDescriptor(result, 'loud')?.value).toBe(2);
  });

  it('keeps cycles and objects met twice through its instances', () => {
    const cart = new Cart();
    cart.owner = { cart, items: cart.items };

    const result = roundTrip(codecFor(Cart), cart);

    expect(result.owner).toStrictEqual({ cart: result, items: result.items });
    expect((result.owner as { items: unknown }).items).toBe(result.items);
  });

  it('keeps fields whose names look like tags', () => {
    const cart = Object.assign(new Cart(), { $date: 5 });
    class Dollar {
      $date = 5;
    }

    expect(roundTrip(codecFor(Cart), cart)).toStrictEqual(cart);
    expect(roundTrip(codecFor(Dollar), new Dollar())).toStrictEqual(new Dollar());
  });

  it('does not stand for the classes that extend it', () => {
    class Special extends Cart {}

    expect(() => codecFor(Cart).encode('cart', new Special())).toThrow(/instance of "Special"/);
  });

  it('refuses an instance with hidden properties, which would be lost', () => {
    const cart = Object.defineProperty(new Cart(), 'cache', { value: 1 });

    expect(() => codecFor(Cart).encode('cart', cart)).toThrow(NotEncodableError);
  });

  it('makes the codec ask for activation if its instances want to know of it', () => {
    class Woken {
      sessionDidActivate(): void {
        return undefined;
      }
    }

    expect(codecFor(Cart, Money).activates).toBe(false);
    expect(codecFor(Cart, Woken).activates).toBe(true);
  });
});

describe('a registered class with toJSON and fromJSON', () => {
  it('keeps what nobody else can see', () => {
    const result = roundTrip(codecFor(Money), { price: new Money(995) });

    expect(result.price).toBeInstanceOf(Money);
    expect(result.price.cents).toBe(995);
  });

  it('keeps one instance met twice as one', () => {
    const price = new Money(1);

    const [first, second] = roundTrip(codecFor(Money), [price, price]);

    expect(first).toBe(second);
  });

  it('may give data with any value in it', () => {
    class Visit {
      readonly #when: Date;
      constructor(when: Date) {
        this.#when = when;
      }
      toJSON(): unknown {
        return new Map([[this.#when, [new Money(3), undefined]]]);
      }
      static fromJSON(data: ReadonlyMap<Date, unknown>): Visit {
        return new Visit([...data.keys()][0] ?? new Date(NaN));
      }
      get when(): Date {
        return this.#when;
      }
    }

    const result = roundTrip(codecFor(Visit, Money), new Visit(new Date(7)));

    expect(result.when).toStrictEqual(new Date(7));
  });

  it('is named where it cannot be finished before it is needed', () => {
    class Knot {
      self: unknown = this;
      toJSON(): unknown {
        return { self: this.self };
      }
      static fromJSON(): Knot {
        return new Knot();
      }
    }
    class Mirror {
      toJSON(): unknown {
        return this;
      }
      static fromJSON(): Mirror {
        return new Mirror();
      }
    }

    expect(() => codecFor(Knot).encode('cart', new Knot())).toThrow(
      /at \.self it has an instance with toJSON that contains itself/,
    );
    expect(() => codecFor(Mirror).encode('cart', [new Mirror()])).toThrow(/contains itself/);
  });

  it('is refused with its own error as the cause when toJSON throws', () => {
    const cause = new Error('not now');
    const type: StorableType = {
      name: 'Cart',
      type: Cart,
      toJSON() {
        throw cause;
      },
      fromJSON: () => new Cart(),
    };

    expect(() => codecFor(type).encode('cart', { a: new Cart() })).toThrow(
      expect.objectContaining({ cause, attribute: 'cart' }),
    );
  });

  it('makes the record unreadable when fromJSON throws or gives no object', () => {
    const bytes = codecFor({ name: 'Money', type: Cart }).encode('cart', new Cart());
    const givesNothing: StorableType = {
      name: 'Money',
      type: Cart,
      toJSON: () => 1,
      fromJSON: () => 1,
    };

    expect(() => codecFor(Money).decode(bytes)).toThrow(
      expect.objectContaining({
        constructor: UnreadableRecordError,
        cause: expect.any(RangeError),
      }),
    );
    expect(() => codecFor(givesNothing).decode(bytes)).toThrow(UnreadableRecordError);
  });

  it('reads what was written before it had them, but not the other way round', () => {
    class Price {
      cents = 0;
    }
    const before = codecFor({ name: 'Money', type: Price });
    const after = codecFor(Money);
    const price = Object.assign(new Price(), { cents: 5 });

    expect((after.decode(before.encode('cart', price)) as Money).cents).toBe(5);
    expect(() => before.decode(after.encode('cart', new Money(5)))).toThrow(UnreadableRecordError);
  });

  it('may have them from its registration: for built-in classes, or as static methods', () => {
    class Temperature {
      degrees = 0;
      static toJSON(value: Temperature): unknown {
        return value.degrees;
      }
      static fromJSON(degrees: number): Temperature {
        return Object.assign(new this(), { degrees });
      }
    }
    const url: StorableType = {
      name: 'URL',
      type: URL,
      toJSON: (value: unknown) => String(value),
      fromJSON: (text: unknown) => new URL(String(text)),
    };
    const failure: StorableType = {
      name: 'Failure',
      type: TypeError,
      toJSON: (value: unknown) => (value as TypeError).message,
      fromJSON: (text: unknown) => new TypeError(String(text)),
    };
    const codec = codecFor(url, failure, Temperature);

    const result = roundTrip(codec, {
      url: new URL('http://x.example/a'),
      failure: new TypeError('no'),
      temperature: Object.assign(new Temperature(), { degrees: 21 }),
    });

    expect(result.url.pathname).toBe('/a');
    expect(result.failure).toBeInstanceOf(TypeError);
    expect(result.failure.message).toBe('no');
    expect(result.temperature).toBeInstanceOf(Temperature);
    expect(result.temperature.degrees).toBe(21);
  });

  it('is not taken for one with half of the pair', () => {
    class ForAnswers {
      shown = 1;
      hidden = 2;
      toJSON(): unknown {
        return { shown: this.shown };
      }
    }

    expect(roundTrip(codecFor(ForAnswers), new ForAnswers())).toStrictEqual(new ForAnswers());
  });
});

describe('registering', () => {
  class Shelf extends Map<string, string> {}

  it.each<[string, readonly unknown[], string]>([
    ['a name twice', [Cart, { name: 'Cart', type: Money }], 'codec.classes[1]'],
    ['a class twice', [Cart, { name: 'Other', type: Cart }], 'codec.classes[1]'],
    ['no class', [{ name: 'Cart', type: {} }], 'codec.classes[0]'],
    ['an arrow function', [() => 1], 'codec.classes[0]'],
    ['null as class', [{ name: 'Cart', type: null }], 'codec.classes[0]'],
    ['a class without a name', [(() => class extends Cart {})()], 'codec.classes[0]'],
    ['an empty name', [{ name: '', type: Cart }], 'codec.classes[0]'],
    ['half a pair', [{ name: 'Cart', type: Cart, toJSON: () => 1 }], 'codec.classes[0]'],
    ['a built-in class without the pair', [Error], 'codec.classes[0]'],
    ['a class that extends one, without the pair', [Cart, Shelf], 'codec.classes[1]'],
  ])('refuses %s', (_, classes, option) => {
    expect(() => codecFor(...(classes as StorableClass[]))).toThrow(
      expect.objectContaining({ constructor: OptionError, option }),
    );
  });
});
