import { toUSVString } from 'node:util';
import { NotEncodableError, OptionError } from '../common/errors.ts';
import { shorten } from '../common/quote.ts';
import type { Bytes } from './store.ts';

/** How much one session may hold in a store. */
export interface RecordLimits {
  /** How many attributes. Default 256, at most 4 096. */
  readonly attributes: number;
  /** UTF-16 units in the name of an attribute. Default 256, at most 1 024. */
  readonly nameLength: number;
  /** Bytes of all names and encoded values together. Default 262 144, at most 4 194 304. */
  readonly sessionBytes: number;
}

const DEFAULTS: RecordLimits = { attributes: 256, nameLength: 256, sessionBytes: 262_144 };
const CEILINGS: RecordLimits = { attributes: 4096, nameLength: 1024, sessionBytes: 4_194_304 };

/** The limits, with the defaults for what is missing. Throws `OptionError` naming `limits.attributes` etc. */
export function resolveRecordLimits(limits: Partial<RecordLimits> = {}): RecordLimits {
  for (const [name, value] of Object.entries(limits)) {
    if (Object.hasOwn(DEFAULTS, name)) continue;
    const known = Object.keys(DEFAULTS).join(', ');
    throw new OptionError(`limits.${name}`, value, `left out: it is none of ${known}`);
  }
  return {
    attributes: resolve('attributes', limits),
    nameLength: resolve('nameLength', limits),
    sessionBytes: resolve('sessionBytes', limits),
  };
}

/**
 * Throws `NotEncodableError` when the name of an attribute is too long, or has half a surrogate pair in it: in
 * UTF-8, which stores use, all of those would be one name.
 */
export function checkAttributeName(name: string, limits: RecordLimits): void {
  if (name.length > limits.nameLength) {
    const has = `its name has ${name.length} characters`;
    throw overLimit(shorten(name), has, { limits, option: 'nameLength' });
  }
  if (toUSVString(name) !== name) {
    throw new NotEncodableError(name, 'its name has half a surrogate pair in it');
  }
}

/** What is changed in the attributes of a record. */
interface AttributeChange {
  readonly set: ReadonlyMap<string, Bytes>;
  readonly removed: ReadonlySet<string>;
}

/**
 * Throws `NotEncodableError` when a session as it would be stored has too many attributes or takes too many
 * bytes. The error names the largest attribute, as the one to look at first.
 */
export function checkRecordSize(
  stored: ReadonlyMap<string, Bytes>,
  change: AttributeChange,
  limits: RecordLimits,
): void {
  // Nearly all sessions are far below the limits, also when the most is assumed that can be.
  if (stored.size + change.set.size <= limits.attributes) {
    if (atMost(stored) + atMost(change.set) <= limits.sessionBytes) return;
  }
  checkExactly(after(stored, change), limits);
}

/** No fewer bytes than these attributes take: a UTF-16 unit takes three in UTF-8 at most. */
function atMost(attributes: ReadonlyMap<string, Bytes>): number {
  let total = 0;
  for (const [name, value] of attributes) total += 3 * name.length + value.length;
  return total;
}

/** All attributes as they will be in the record. */
function after(
  stored: ReadonlyMap<string, Bytes>,
  { set, removed }: AttributeChange,
): Map<string, Bytes> {
  const all = new Map(stored);
  for (const [name, bytes] of set) all.set(name, bytes);
  for (const name of removed) all.delete(name);
  return all;
}

function checkExactly(attributes: ReadonlyMap<string, Bytes>, limits: RecordLimits): void {
  let total = 0;
  let largest = { name: '', bytes: -1 };
  for (const [name, value] of attributes) {
    const bytes = Buffer.byteLength(name) + value.length;
    total += bytes;
    if (bytes > largest.bytes) largest = { name, bytes };
  }
  if (attributes.size > limits.attributes) {
    const has = `the session would have ${attributes.size} attributes`;
    throw overLimit(largest.name, has, { limits, option: 'attributes' });
  }
  if (total > limits.sessionBytes) {
    const has = `it is the largest of a session that takes ${total} bytes`;
    throw overLimit(largest.name, has, { limits, option: 'sessionBytes' });
  }
}

function resolve(name: keyof RecordLimits, limits: Partial<RecordLimits>): number {
  const value = limits[name] ?? DEFAULTS[name];
  if (Number.isInteger(value) && value >= 1 && value <= CEILINGS[name]) return value;
  throw new OptionError(`limits.${name}`, value, `a whole number from 1 to ${CEILINGS[name]}`);
}

function overLimit(
  name: string,
  has: string,
  { limits, option }: { limits: RecordLimits; option: keyof RecordLimits },
): NotEncodableError {
  const why = `${has}, more than the ${limits[option]} allowed by limits.${option}`;
  return new NotEncodableError(name, why, { code: 'HTTPSESSION_LIMIT' });
}
