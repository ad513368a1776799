import { ActionError } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { IRenderFactory, Render } from '../common/exchange.ts';
import { CookieMethods } from './cookie-methods.ts';
import { JsonRender } from './json-render.ts';
import { jsonOf } from './json-text.ts';
import { ownPath } from './location.ts';
import { engineOf, viewBelow } from './template-render.ts';

/**
 * What an action answers. Nothing is written at once: the last call counts, after the action and all
 * interceptors. Only `renderError` ends the action.
 */
export abstract class RenderMethods<S extends object = object> extends CookieMethods<S> {
  /** What will be written; `undefined`: the default view of the action. */
  getRender(): Render | undefined {
    return this.exchange.render;
  }

  /** A view, with a status if it is not 200; or a render of your own. */
  render(view: string, status?: number): void;
  render(render: Render): void;
  render(view: string | Render, status?: number): void {
    this.#answer(typeof view === 'string' ? this.#renders.getRender(view) : view);
    if (status !== undefined) this.exchange.response.setStatus(status);
  }

  /** A view as HTML. Relative names are looked for below the view path of the controller. */
  renderTemplate(view: string): void {
    this.#answer(this.#renders.getTemplateRender(view));
  }

  /** A view as XML. */
  renderXml(view: string): void {
    this.#answer(this.#renders.getXmlRender(view));
  }

  /** The text of a view, for mails and parts of pages; the answer stays as it is. */
  renderToString(view: string, data: Readonly<Record<string, unknown>>): MaybePromise<string> {
    const { config, action } = this.exchange;
    return engineOf(config).render(viewBelow(view, action.viewPath), data);
  }

  /** Text of a content type, or of a short name of one such as `xml`; default `text/plain`. */
  renderText(text: string, contentType?: string): void {
    this.#answer(this.#renders.getTextRender(text, contentType));
  }

  /** Text as HTML. What comes from clients must have been escaped. */
  renderHtml(html: string): void {
    this.#answer(this.#renders.getHtmlRender(html));
  }

  /** Text as JavaScript. */
  renderJavascript(script: string): void {
    this.#answer(this.#renders.getJavascriptRender(script));
  }

  /**
   * A value as JSON, made now; a string is a value, too, see `renderJsonText`. Without a value: all
   * request attributes, made when the answer is written.
   */
  renderJson(value?: unknown): void;
  /** An object with one property as JSON. */
  renderJson(key: string, value: unknown): void;
  renderJson(...args: readonly unknown[]): void {
    if (args.length === 0) {
      this.#answer(this.#renders.getJsonRender());
      return;
    }
    const [first, second] = args;
    if (first instanceof JsonRender) {
      this.#answer(first);
      return;
    }
    const value = args.length === 1 ? first : Object.fromEntries([[String(first), second]]);
    this.#answer(this.#renders.getJsonRender(jsonOf(value, this.exchange.config)));
  }

  /** Some request attributes as JSON, made when it is written: JFinal's `renderJson(String[])`. */
  renderJsonAttrs(...names: readonly string[]): void {
    this.#answer(this.#renders.getJsonRender(names));
  }

  /** Text that is JSON already; `null` is `null`: JFinal's `renderJson(String)`. */
  renderJsonText(json: string | null): void {
    this.#answer(this.#renders.getJsonRender(json ?? 'null'));
  }

  /**
   * A file to download, in whole or in parts as the client asks. A name is looked for below
   * `baseDownloadPath` and never outside of it; a `file:` URL is any file. 404 when there is none.
   *
   * @param downloadName what the client stores it as; default: its own name
   * @throws IllegalArgumentException for a blank name, and for control characters
   */
  renderFile(file: string | URL, downloadName?: string): void {
    this.#answer(this.#renders.getFileRender(file, downloadName));
  }

  /** Nothing: the action has written the answer itself. */
  renderNull(): void {
    this.#answer(this.#renders.getNullRender());
  }

  /**
   * Sends the client to another URL (302); paths get the context path. Never pass on what comes from
   * clients: that is for `redirectBack`.
   *
   * @param withQueryString whether the query of this request is copied; default `false`
   * @throws IllegalArgumentException for control characters
   */
  redirect(url: string, withQueryString = false): void {
    this.#answer(this.#renders.getRedirectRender(url, withQueryString));
  }

  /** As `redirect`, for good (301): browsers keep it. */
  redirect301(url: string, withQueryString = false): void {
    this.#answer(this.#renders.getRedirect301Render(url, withQueryString));
  }

  /**
   * Sends the client to the path that a parameter holds, if it is a path of this site, such as the
   * page before the login; else to the other one. Not in JFinal.
   *
   * @param para the name of the parameter; default `returnPath`
   * @param otherwise default `/`
   */
  redirectBack(para = 'returnPath', otherwise = '/'): void {
    this.redirect(ownPath(this.getPara(para)) ?? otherwise);
  }

  /**
   * Ends the action with an error: with a view, or JSON text for clients that send or take JSON;
   * with a render; or with what is configured for this status. Throws, so it does not return.
   */
  renderError(status: number, content?: string | Render): never {
    const render =
      content === undefined || typeof content === 'string'
        ? this.#renders.getErrorRender(status, content)
        : content;
    throw new ActionError(status, { render });
  }

  get #renders(): IRenderFactory {
    return this.exchange.config.renderFactory;
  }

  #answer(render: Render): void {
    this.exchange.render = render;
  }
}
