import { BaseRender } from './base-render.ts';
import { jsonOf, safeForHtml } from './json-text.ts';
import { modelOf, RESOURCES } from './model.ts';

/**
 * Writes JSON that is safe inside HTML, too, and keeps caches from storing it. Made by `renderJson`
 * and its relatives: ready text, some request attributes, or all of them.
 */
export class JsonRender extends BaseRender {
  /** Says that this answer is JSON, which the session's attributes must not get into. */
  readonly writesJson = true;
  readonly #text: string | undefined;
  readonly #names: readonly string[] | undefined;

  /** @param content JSON text, or the names of attributes; `undefined`: all attributes of the request */
  constructor(content?: string | readonly string[]) {
    super();
    this.#text = typeof content === 'string' ? content : undefined;
    this.#names = typeof content === 'string' ? undefined : content;
  }

  render(): void {
    this.preventCaching();
    this.write(safeForHtml(this.#text ?? this.#attributes()), 'application/json');
  }

  #attributes(): string {
    const { request } = this;
    const { config } = this.exchange;
    if (this.#names !== undefined) {
      const chosen = this.#names.map((name) => [name, request.getAttribute(name)] as const);
      return jsonOf(Object.fromEntries(chosen), config);
    }
    const model = modelOf(request);
    Reflect.deleteProperty(model, RESOURCES);
    return jsonOf(model, config);
  }
}
