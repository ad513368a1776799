import { Readable } from 'node:stream';

import { HttpServletRequestWrapper, type HttpServletRequest } from '@httpsession/servlet';
import { Enumeration } from 'httpsession';

import { ActionError, ControllerError } from '../common/errors.ts';
import type { ControllerExchange } from '../common/exchange.ts';
import type { ParaSource } from './bean.ts';
import { readText } from './raw-data.ts';

/**
 * A request whose JSON body gives parameters: the keys of its object, which come before those of the
 * query. Values that are objects or arrays are JSON text; the values of an array are also those of
 * `getParameterValues`. A body that is no object gives none. Extend it to read bodies in another way,
 * and give that to `setJsonRequestFactory`.
 */
export class JsonRequest extends HttpServletRequestWrapper {
  readonly #text: string;
  readonly #entries: readonly [string, unknown][];
  readonly #values: ReadonlyMap<string, readonly unknown[]>;
  readonly #texts: ReadonlyMap<string, string | null>;

  /**
   * @param text the whole body
   * @throws ActionError 400 when the text is no JSON, or nested too deeply
   */
  constructor(text: string, request: HttpServletRequest) {
    super(request);
    this.#text = text;
    const entries = entriesOf(text);
    this.#entries = entries;
    this.#values = new Map(
      entries.map(([key, value]) => [key, Array.isArray(value) ? value : [value]]),
    );
    this.#texts = new Map(entries.map(([key, value]) => [key, textOf(value)]));
  }

  override getParameter(name: string): string | null {
    const text = this.#texts.get(name);
    return text === undefined ? super.getParameter(name) : text;
  }

  override getParameterValues(name: string): string[] | null {
    const values = this.#values.get(name);
    if (values === undefined) return super.getParameterValues(name);
    return values.map((value) => textOf(value) ?? '');
  }

  /** The keys of the body alone, as in JFinal. */
  override getParameterNames(): Enumeration<string> {
    return new Enumeration(this.#texts.keys());
  }

  /** The keys of the body, and behind them the other parameters. */
  override getParameterMap(): ReadonlyMap<string, readonly string[]> {
    const names = [...new Set([...this.#texts.keys(), ...super.getParameterNames()])];
    return new Map(names.map((name) => [name, this.getParameterValues(name) ?? []]));
  }

  /**
   * The properties of the object that the body has under a key, as texts; of the whole body where it
   * has none there.
   */
  propertiesAt(key: string): ParaSource {
    const inner = this.#entries.find(([name]) => name === key)?.[1];
    const texts = isObject(inner)
      ? new Map(Object.entries(inner).map(([name, value]) => [name, textOf(value) ?? '']))
      : this.#texts;
    // What is `null` in the body empties a property, as an empty parameter does.
    return (name) => (texts.has(name) ? (texts.get(name) ?? '') : null);
  }

  /** The body once more: in UTF-8, whatever it came in. */
  override getInputStream(): Readable {
    return Readable.from([Buffer.from(this.#text)]);
  }

  override getCharacterEncoding(): string {
    return 'UTF-8';
  }
}

/**
 * Puts a request with parameters from its body in the place of one that carries JSON.
 * @throws ActionError 400 when the body is no JSON, 413 when it is longer than `maxPostSize`
 */
export async function resolveJson(exchange: ControllerExchange): Promise<void> {
  const { request, config } = exchange;
  const text = await readText(request, config.maxPostSize);
  const { jsonRequestFactory: make } = config;
  const resolved = make === undefined ? new JsonRequest(text, request) : make(text, request);
  if (!(resolved instanceof JsonRequest)) {
    throw new ControllerError(
      'CONTROLLER_CONFIG',
      'What setJsonRequestFactory was given has made no JsonRequest',
    );
  }
  exchange.request = resolved;
}

function entriesOf(text: string): [string, unknown][] {
  if (text.trim() === '') return [];
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? Object.entries(body) : [];
  } catch (cause) {
    throw new ActionError(400, { message: 'The body of the request is no JSON', cause });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch (cause) {
    // Texts that are nested deeply enough can be read, but not written again.
    throw new ActionError(400, { message: 'The body of the request is nested too deeply', cause });
  }
}

/** Whether the body of a request is JSON that nothing has resolved yet. */
export function carriesJson(request: HttpServletRequest): boolean {
  if (request instanceof JsonRequest) return false;
  return request.getContentType()?.includes('json') ?? false;
}
