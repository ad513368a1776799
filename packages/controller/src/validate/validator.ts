import { parseBoolean } from '../para/booleans.ts';
import { parseDate } from '../para/dates.ts';
import { parseDecimal, parseSafe } from '../para/numbers.ts';
import type { ParaKey } from '../para/para-reading.ts';
import { isBlank, trim } from '../para/text.ts';
import { BaseValidator, type ErrorText } from './base-validator.ts';
import { isEmail, isUrl, matchesAll } from './formats.ts';

/** A check with bounds, both included, or without. */
export type RangeCheck<T> =
  ErrorText | readonly [min: T, max: T, errorKey: string, errorMessage: string];

const INT_MIN = -0x8000_0000;
const INT_MAX = 0x7fff_ffff;

/**
 * Checks parameters before an action: extend it with `validate` and `handleError`, and put it before
 * the action. Each check names the error it tells: the request attribute for it, and its text.
 * Where a name of a parameter is wanted, most checks also take the place of one in the URL.
 */
export abstract class Validator extends BaseValidator {
  #datePattern = 'yyyy-MM-dd';

  /** How dates are written, as in Java's `SimpleDateFormat`; default `yyyy-MM-dd`. */
  protected setDatePattern(pattern: string): void {
    this.#datePattern = pattern;
  }

  /** How dates are written, as `setDatePattern` has said. */
  protected getDatePattern(): string {
    return this.#datePattern;
  }

  /** Something must be there, be it only white space. */
  protected validateRequired(field: ParaKey, ...error: ErrorText): void {
    this.#expect(this.#text(field) !== null, error);
  }

  /** Something must be there that can be seen. */
  protected validateRequiredString(field: ParaKey, ...error: ErrorText): void {
    this.#expect(!isBlank(this.#text(field)), error);
  }

  /** An integer of 32 bits, between bounds if they are given. */
  protected validateInteger(field: ParaKey, ...check: RangeCheck<number>): void {
    const value = this.#integer(field);
    const isInt = value !== undefined && value >= INT_MIN && value <= INT_MAX;
    this.#expectWithin(isInt ? value : undefined, check);
  }

  /** An integer that a number holds exactly, between bounds if they are given. */
  protected validateLong(field: ParaKey, ...check: RangeCheck<number>): void {
    this.#expectWithin(this.#integer(field), check);
  }

  /** A decimal number, between bounds if they are given. */
  protected validateDouble(field: ParaKey, ...check: RangeCheck<number>): void {
    const text = this.#text(field);
    this.#expectWithin(isNumeric(field, text) ? parseDecimal(text) : undefined, check);
  }

  /** A date in the pattern, between bounds if they are given: dates, or texts in the pattern. */
  protected validateDate(field: ParaKey, ...check: RangeCheck<Date | string>): void {
    const value = this.#date(this.#text(field));
    if (check.length === 2) {
      this.#expect(value !== undefined, check);
      return;
    }
    const [min, max, ...error] = check;
    this.#expectWithin(value, [this.#bound(min), this.#bound(max), ...error]);
  }

  /** `1`, `true`, `0` or `false`. */
  protected validateBoolean(field: ParaKey, ...error: ErrorText): void {
    this.#expect(parseBoolean(this.#text(field) ?? '') !== undefined, error);
  }

  /** A text of so many characters. A blank one is too short, unless `min` is 0. */
  protected validateString(
    field: ParaKey,
    ...check: readonly [min: number, max: number, errorKey: string, errorMessage: string]
  ): void {
    const [min, max, ...error] = check;
    const text = this.#text(field);
    const length = text?.length ?? 0;
    const isTooBlank = min > 0 && isBlank(text);
    this.#expect(!isTooBlank && length >= min && length <= max, error);
  }

  /** Two parameters that are there and the same, such as a new password and its repetition. */
  protected validateEqualField(first: string, second: string, ...error: ErrorText): void {
    this.validateEqualString(this.#text(first), this.#text(second), ...error);
  }

  /** Two texts that are there and the same. */
  protected validateEqualString(
    first: string | null,
    second: string | null,
    ...error: ErrorText
  ): void {
    this.#expect(first !== null && first === second, error);
  }

  /** Two integers that are there and the same. */
  protected validateEqualInteger(
    first: number | null,
    second: number | null,
    ...error: ErrorText
  ): void {
    this.#expect(first !== null && first === second, error);
  }

  /** A mail address as most people have one. */
  protected validateEmail(field: ParaKey, ...error: ErrorText): void {
    this.#expect(isEmail(this.#text(field) ?? ''), error);
  }

  /** An absolute URL of http, https or ftp. */
  protected validateUrl(field: ParaKey, ...error: ErrorText): void {
    this.#expect(isUrl(trim(this.#text(field) ?? '')), error);
  }

  /**
   * A text that matches an expression as a whole. The expression is yours, and so is its cost: one
   * that backtracks lets clients keep the process busy.
   */
  protected validateRegex(
    field: ParaKey,
    expression: string,
    ...check: ErrorText | readonly [isCaseSensitive: boolean, ...error: ErrorText]
  ): void {
    const [isCaseSensitive, ...error] = check.length === 2 ? ([true, ...check] as const) : check;
    const text = this.#text(field);
    this.#expect(text !== null && matchesAll(text, expression, isCaseSensitive), error);
  }

  /** The token that `createToken` made for this form, once. Without a name, the default token. */
  protected validateToken(
    ...check: ErrorText | readonly [name: string, ...error: ErrorText]
  ): void {
    const [name, ...error] = check.length === 2 ? ([undefined, ...check] as const) : check;
    this.#expect(this.getController().validateToken(name), error);
  }

  /** As `validateToken`, for token caches that answer later. */
  protected async validateTokenLater(
    ...check: ErrorText | readonly [name: string, ...error: ErrorText]
  ): Promise<void> {
    const [name, ...error] = check.length === 2 ? ([undefined, ...check] as const) : check;
    this.#expect(await this.getController().validateTokenLater(name), error);
  }

  #text(field: ParaKey): string | null {
    return this.getController().getPara(field);
  }

  #integer(field: ParaKey): number | undefined {
    const text = this.#text(field);
    return isNumeric(field, text) ? parseSafe(text) : undefined;
  }

  #date(text: string | null): Date | undefined {
    return isBlank(text) ? undefined : parseDate(trim(text ?? ''), this.#datePattern);
  }

  /** A bound that is no date lets nothing through. */
  #bound(bound: Date | string): Date {
    return bound instanceof Date ? bound : (this.#date(bound) ?? new Date(Number.NaN));
  }

  #expectWithin<T extends number | Date>(value: T | undefined, check: RangeCheck<T>): void {
    if (check.length === 2) {
      this.#expect(value !== undefined, check);
      return;
    }
    const [min, max, ...error] = check;
    this.#expect(value !== undefined && value >= min && value <= max, error);
  }

  #expect(isRight: boolean, [errorKey, errorMessage]: ErrorText): void {
    if (!isRight) this.addError(errorKey, errorMessage);
  }
}

/** Whether there may be a number. `N` for minus is for URLs only, where `-` stands between parts. */
function isNumeric(field: ParaKey, text: string | null): text is string {
  if (text === null || isBlank(text)) return false;
  return typeof field === 'number' || !trim(text).toLowerCase().startsWith('n');
}
