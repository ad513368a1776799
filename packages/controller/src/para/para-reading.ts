import type { Enumeration } from 'httpsession';

import { ActionError } from '../common/errors.ts';
import type { ControllerExchange } from '../common/exchange.ts';
import { isBlank } from './text.ts';
import { splitUrlPara, wholeUrlPara } from './url-paras.ts';

/** A parameter: the name of one in the query or form, or the place of one in the URL, from 0. */
export type ParaKey = string | number;

/** What a controller reads of the request as text. JFinal's names and rules. */
export abstract class ParaReading {
  #urlParas: readonly (string | null)[] | undefined;

  /** The request that this controller serves. */
  protected abstract get exchange(): ControllerExchange;

  /**
   * A parameter of the query or form by its name, or a part of the URL by its index. An empty one
   * is `null`, or the default; white space is kept. Without a key, or with a negative index: the
   * whole part of the URL behind the action. Parts of the URL are decoded.
   */
  getPara(key?: ParaKey): string | null;
  getPara(key: ParaKey, defaultValue: string): string;
  getPara(key: ParaKey = -1, defaultValue: string | null = null): string | null {
    const value = this.textOf(key);
    return value === null || value === '' ? defaultValue : value;
  }

  /** Short for `getPara`; `get(-1)` is the whole URL parameter. */
  get(key: ParaKey): string | null;
  get(key: ParaKey, defaultValue: string): string;
  get(key: ParaKey, defaultValue: string | null = null): string | null {
    const value = this.textOf(key);
    return value === null || value === '' ? defaultValue : value;
  }

  /** All parameters of the query and form. Empty ones are empty texts here, not `null`. */
  getParaMap(): ReadonlyMap<string, readonly string[]> {
    return this.exchange.request.getParameterMap();
  }

  /**
   * The names of the parameters of the query and form. Where a JSON body gives parameters, only its
   * keys, as in JFinal; `getParaMap` has all.
   */
  getParaNames(): Enumeration<string> {
    return this.exchange.request.getParameterNames();
  }

  /** All values of a parameter, or `null` when it was not sent. */
  getParaValues(name: string): readonly string[] | null {
    return this.exchange.request.getParameterValues(name);
  }

  /** The parameters with their first values; an empty value is `null`. The object has no prototype. */
  getKv(): Record<string, string | null> {
    // Without a prototype, a parameter called `__proto__` is one like any other.
    const kv = Object.create(null) as Record<string, string | null>;
    for (const name of this.getParaMap().keys()) kv[name] = this.get(name);
    return kv;
  }

  /** Whether a parameter is missing, empty, or only characters up to U+0020. */
  isParaBlank(key: ParaKey): boolean {
    return isBlank(this.textOf(key));
  }

  /** Whether a parameter was sent, be it empty. A part of the URL exists when it is not empty. */
  isParaExists(key: ParaKey): boolean {
    if (typeof key === 'number') return this.getPara(key) !== null;
    return this.exchange.request.getParameterValues(key) !== null;
  }

  /**
   * Makes sure that the URL has as many parts as it should.
   * @throws ActionError 404 when it has fewer than `min` or more than `max` (default: `min`)
   */
  checkUrlPara(min: number, max: number = min): void {
    const count = this.#parts().length;
    if (count < min || count > max) {
      throw new ActionError(404, {
        message: `The URL has ${String(count)} parameters; the action takes ${String(min)} to ${String(max)}`,
      });
    }
  }

  /** A header field of the request, or `null`. */
  getHeader(name: string): string | null {
    return this.exchange.request.getHeader(name);
  }

  /** Whether the content type of the request contains `json`. */
  isJsonRequest(): boolean {
    return this.exchange.request.getContentType()?.includes('json') ?? false;
  }

  /** The text as it was sent. */
  protected textOf(key: ParaKey): string | null {
    if (typeof key === 'string') return this.exchange.request.getParameter(key);
    if (key < 0) return wholeUrlPara(this.exchange.urlPara);
    return this.#parts()[key] ?? null;
  }

  #parts(): readonly (string | null)[] {
    if (this.#urlParas === undefined) {
      const { urlPara, config } = this.exchange;
      this.#urlParas = splitUrlPara(urlPara, config.urlParaSeparator);
    }
    return this.#urlParas;
  }
}
