import { IllegalArgumentException } from 'httpsession';
import { isToken } from '../common/token.ts';
import {
  charsetOfLocale,
  formatContentType,
  type LocaleCharsets,
  parseContentType,
} from './content-type.ts';

const NO_CHARSETS: LocaleCharsets = new Map();

/** What one response says of its body: type, charset and locale, and what of these wins over what. */
export class ResponseContentType {
  /** What the application says of the charsets of locales. */
  localeCharsets: LocaleCharsets = NO_CHARSETS;
  #type: string | null = null;
  #charset: string | null = null;
  /** Whether the charset was named, or text is being written in it: a locale does not change it then. */
  #isExplicit = false;
  /** Whether text is being written in this charset. */
  #isFixed = false;
  #locale: string | null = null;

  /** As set by type, charset, locale or writer; null: by none of them. */
  get charset(): string | null {
    return this.#charset;
  }

  get locale(): string | null {
    return this.#locale;
  }

  /** As it stands in the head; null when there is no type, whatever the charset. */
  get field(): string | null {
    return this.#type === null ? null : formatContentType(this.#type, this.#charset);
  }

  /**
   * `type` has been checked: it can stand in a header line.
   * @throws IllegalArgumentException for a charset that can be none
   */
  setType(type: string | null): void {
    if (type === null) {
      this.#type = null;
      this.setCharset(null);
      return;
    }
    const parsed = parseContentType(type);
    if (parsed.charset !== undefined) this.setCharset(parsed.charset);
    this.#type = parsed.type;
  }

  /** @throws IllegalArgumentException for what cannot be the name of a charset */
  setCharset(charset: string | null): void {
    if (charset !== null && !isToken(charset)) {
      throw new IllegalArgumentException('The name of a charset is a token, such as UTF-8');
    }
    if (this.#isFixed) return;
    this.#charset = charset;
    this.#isExplicit = charset !== null;
  }

  /** Sets the locale, and the charset that comes with it where none was named. */
  setLocale(locale: string | null): void {
    this.#locale = locale;
    if (this.#isExplicit) return;
    if (locale === null) this.#charset = null;
    else this.#charset = charsetOfLocale(locale, this.localeCharsets) ?? this.#charset;
  }

  /** Text is written in this charset from now on. */
  fix(charset: string): void {
    this.#charset = charset;
    this.#isExplicit = true;
    this.#isFixed = true;
  }

  /** No text was written after all. The charset stays until another is set. */
  release(): void {
    this.#isFixed = false;
    this.#isExplicit = false;
  }

  reset(): void {
    this.release();
    this.#type = null;
    this.#charset = null;
    this.#locale = null;
  }
}
