import { NotEncodableError, OptionError, UnreadableRecordError } from '../common/errors.ts';
import { ClassRegistry, type StorableClass, type StorableType } from './class-registry.ts';
import type { SessionCodec } from './codec.ts';
import { JsonDecoder } from './json-decoder.ts';
import { JsonEncoder, type ValueLimits } from './json-encoder.ts';
import { parseCanonical, toText } from './json-text.ts';
import { PlainWriter } from './plain-writer.ts';
import { Refusal, ValueTooLarge } from './refusal.ts';
import type { Bytes } from './store.ts';

/** What `new JsonCodec` takes; all of it is optional. */
export interface JsonCodecOptions {
  /**
   * The classes whose instances may be stored. A class alone goes by its own name and keeps its enumerable
   * properties, or what `toJSON` gives when it also has a static `fromJSON`. A class with private `#fields`
   * needs that pair: nobody else can see them. Default: none.
   */
  readonly classes?: readonly (StorableClass | StorableType)[];
  /** How much one attribute may hold. */
  readonly limits?: JsonCodecLimits;
}

/** How much one attribute may hold. */
export interface JsonCodecLimits {
  /** Bytes when encoded. Default 65 536, at most 1 048 576. */
  readonly attributeBytes?: number;
  /** Objects inside each other. Default 32, at most 100. */
  readonly depth?: number;
}

/** Starts a text that has tags. No JSON text starts like that. */
const TAGGED = '~1';

const MAX_BYTES = 1_048_576;
const MAX_DEPTH = 100;
/** A tag puts at most two brackets more around a value. */
const MAX_NESTING = MAX_DEPTH * 3;

/**
 * The codec that is used when no other is given: JSON, with tags for what JSON does not have. Keeps dates, maps,
 * sets, bigints, typed arrays, buffers, regular expressions, undefined, -0, NaN and infinities, holes in
 * arrays, objects without a prototype, cycles, and objects that are met at several places of one attribute.
 * Keeps instances of the classes it was given and of no others; so no error, unless its class is given with
 * `toJSON` and `fromJSON`. Getters are read and become values; frozen objects come back unfrozen.
 */
export class JsonCodec implements SessionCodec {
  readonly activates: boolean;
  readonly #classes: ClassRegistry;
  readonly #limits: ValueLimits;
  readonly #plain: PlainWriter;

  /** Throws `OptionError` naming `codec.classes` or `codec.limits`. */
  constructor(options: JsonCodecOptions = {}) {
    this.#classes = new ClassRegistry(options.classes ?? []);
    this.#limits = {
      bytes: toLimit('attributeBytes', options.limits?.attributeBytes ?? 65_536, MAX_BYTES),
      depth: toLimit('depth', options.limits?.depth ?? 32, MAX_DEPTH),
    };
    this.#plain = new PlainWriter(this.#limits.depth);
    this.activates = this.#classes.activates;
  }

  encode(attribute: string, value: unknown): Bytes {
    try {
      const bytes = this.#writePlain(value) ?? Buffer.from(this.#toText(value));
      if (bytes.length > this.#limits.bytes) throw new ValueTooLarge();
      return bytes;
    } catch (error) {
      throw this.#toError(attribute, Refusal.of(error));
    }
  }

  decode(bytes: Bytes): unknown {
    // The hard limits and not the configured ones: making those smaller leaves old records readable.
    if (bytes.length > MAX_BYTES) throw new UnreadableRecordError('an attribute is too large');
    const text = toText(bytes);
    if (!text.startsWith(TAGGED)) return parseCanonical(text, MAX_NESTING);
    const data = parseCanonical(text.slice(TAGGED.length), MAX_NESTING);
    return new JsonDecoder(this.#classes, MAX_DEPTH).decode(data);
  }

  #writePlain(value: unknown): Bytes | undefined {
    try {
      return this.#plain.write(value);
    } catch {
      // A getter threw. The encoder meets it again, and can say where.
      return undefined;
    }
  }

  #toText(value: unknown): string {
    const encoder = new JsonEncoder(this.#classes, this.#limits);
    const text = encoder.encode(value);
    return encoder.isTagged ? TAGGED + text : text;
  }

  #toError(attribute: string, refusal: Refusal): NotEncodableError {
    const { code, cause } = refusal;
    const why =
      refusal instanceof ValueTooLarge
        ? `it takes more than the ${this.#limits.bytes} bytes of codec.limits.attributeBytes`
        : refusal.reason;
    return new NotEncodableError(attribute, why, cause === undefined ? { code } : { code, cause });
  }
}

function toLimit(name: keyof JsonCodecLimits, value: number, max: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new OptionError(`codec.limits.${name}`, value, `a whole number from 1 to ${max}`);
}
