import { toBoolean } from './booleans.ts';
import { toDate } from './dates.ts';
import { toBigInt, toDouble, toInt, toLong } from './numbers.ts';
import { ParaReading, type ParaKey } from './para-reading.ts';

/**
 * What a controller reads of the request as numbers, truth values and dates. A blank parameter gives
 * the default, `null` without one; what cannot be converted ends the action with status 400.
 */
export abstract class TypedParas extends ParaReading {
  /** An integer of 32 bits; `N5` is -5. No key: the whole URL parameter. 400 for anything else. */
  getParaToInt(key?: ParaKey): number | null;
  getParaToInt(key: ParaKey, defaultValue: number): number;
  getParaToInt(key: ParaKey = -1, defaultValue: number | null = null): number | null {
    return toInt(this.textOf(key), defaultValue);
  }

  /** Short for `getParaToInt`. */
  getInt(key?: ParaKey): number | null;
  getInt(key: ParaKey, defaultValue: number): number;
  getInt(key: ParaKey = -1, defaultValue: number | null = null): number | null {
    return toInt(this.textOf(key), defaultValue);
  }

  /** An integer as far as a number is exact; beyond 2^53 - 1 it is 400, see `getBigInt`. */
  getParaToLong(key?: ParaKey): number | null;
  getParaToLong(key: ParaKey, defaultValue: number): number;
  getParaToLong(key: ParaKey = -1, defaultValue: number | null = null): number | null {
    return toLong(this.textOf(key), defaultValue);
  }

  /** Short for `getParaToLong`. */
  getLong(key?: ParaKey): number | null;
  getLong(key: ParaKey, defaultValue: number): number;
  getLong(key: ParaKey = -1, defaultValue: number | null = null): number | null {
    return toLong(this.textOf(key), defaultValue);
  }

  /** An integer of any size up to 1024 digits, for what Java's `long` and `BigInteger` hold. */
  getParaToBigInt(key?: ParaKey): bigint | null;
  getParaToBigInt(key: ParaKey, defaultValue: bigint): bigint;
  getParaToBigInt(key: ParaKey = -1, defaultValue: bigint | null = null): bigint | null {
    return toBigInt(this.textOf(key), defaultValue);
  }

  /** Short for `getParaToBigInt`. */
  getBigInt(key?: ParaKey): bigint | null;
  getBigInt(key: ParaKey, defaultValue: bigint): bigint;
  getBigInt(key: ParaKey = -1, defaultValue: bigint | null = null): bigint | null {
    return toBigInt(this.textOf(key), defaultValue);
  }

  /** A decimal number; what is not finite is 400. */
  getParaToDouble(key?: ParaKey): number | null;
  getParaToDouble(key: ParaKey, defaultValue: number): number;
  getParaToDouble(key: ParaKey = -1, defaultValue: number | null = null): number | null {
    return toDouble(this.textOf(key), defaultValue);
  }

  /** Short for `getParaToDouble`. */
  getDouble(key?: ParaKey): number | null;
  getDouble(key: ParaKey, defaultValue: number): number;
  getDouble(key: ParaKey = -1, defaultValue: number | null = null): number | null {
    return toDouble(this.textOf(key), defaultValue);
  }

  /** `1` and `true` are true, `0` and `false` are false, in any case; `on` is 400. */
  getParaToBoolean(key?: ParaKey): boolean | null;
  getParaToBoolean(key: ParaKey, defaultValue: boolean): boolean;
  getParaToBoolean(key: ParaKey = -1, defaultValue: boolean | null = null): boolean | null {
    return toBoolean(this.textOf(key), defaultValue);
  }

  /** Short for `getParaToBoolean`. */
  getBoolean(key?: ParaKey): boolean | null;
  getBoolean(key: ParaKey, defaultValue: boolean): boolean;
  getBoolean(key: ParaKey = -1, defaultValue: boolean | null = null): boolean | null {
    return toBoolean(this.textOf(key), defaultValue);
  }

  /**
   * `yyyy-MM-dd`, `yyyy-MM-dd HH:mm` or `yyyy-MM-dd HH:mm:ss` in local time, also with `T`. No key:
   * the whole URL parameter; an index has no use, since a date contains `-`.
   */
  getParaToDate(name?: string): Date | null;
  getParaToDate(name: string, defaultValue: Date): Date;
  getParaToDate(name: ParaKey = -1, defaultValue: Date | null = null): Date | null {
    return toDate(this.textOf(name), defaultValue);
  }

  /** Short for `getParaToDate`. */
  getDate(name?: string): Date | null;
  getDate(name: string, defaultValue: Date): Date;
  getDate(name: ParaKey = -1, defaultValue: Date | null = null): Date | null {
    return toDate(this.textOf(name), defaultValue);
  }

  /** All values of a parameter as `getInt` reads them; blank ones are `null`. `null` if not sent. */
  getParaValuesToInt(name: string): (number | null)[] | null {
    return this.getParaValues(name)?.map((value) => toInt(value, null)) ?? null;
  }

  /** All values of a parameter as `getLong` reads them; blank ones are `null`. `null` if not sent. */
  getParaValuesToLong(name: string): (number | null)[] | null {
    return this.getParaValues(name)?.map((value) => toLong(value, null)) ?? null;
  }
}
