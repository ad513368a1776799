import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';

import type { Action } from './action.ts';
import type { ControllerConfig } from './config.ts';
import type { MaybePromise } from './maybe-promise.ts';

/** What a controller knows of the request that it serves. */
export interface ControllerExchange {
  /** Interceptors may put a wrapper in its place. */
  request: HttpServletRequest;
  /** Interceptors may put a wrapper in its place. */
  response: HttpServletResponse;
  /** What stands in the URL behind the action, not decoded; `null` when there is nothing. */
  readonly urlPara: string | null;
  /** The action that answers. */
  readonly action: Action;
  /** The settings of the application. */
  readonly config: AnswerConfig;
  /** What is written after the action; `undefined` until one is set. */
  render: Render | undefined;
}

/**
 * What an action leaves behind to be written after it and all interceptors have returned. The last
 * one that was set is the one that counts.
 */
export interface Render {
  /**
   * Gives the request that is to be answered. Called once, right before {@link Render.render}.
   *
   * @param exchange the request, the response and the action
   * @param viewPath where relative view names start, with a slash at both ends; absent for renders
   *   that have no view
   */
  setContext(exchange: ControllerExchange, viewPath?: string): this;

  /** Writes the answer. */
  render(): MaybePromise<void>;
}

/** Makes what writes the answers of actions: JFinal's interface of this name. */
export interface IRenderFactory {
  /** For `render(view)`. */
  getRender(view: string): Render;
  /** For `renderTemplate`. */
  getTemplateRender(view: string): Render;
  /** For `renderXml`. */
  getXmlRender(view: string): Render;
  /** For an action that has set none: the path of its default view, with the view extension. */
  getDefaultRender(view: string): Render;
  /** For `renderText`. `contentType`: a content type or its short name; `undefined`: plain text. */
  getTextRender(text: string, contentType?: string): Render;
  /** For `renderHtml`. */
  getHtmlRender(html: string): Render;
  /** For `renderJavascript`. */
  getJavascriptRender(script: string): Render;
  /**
   * For `renderJson` and its relatives.
   * @param content JSON text, or the names of request attributes; `undefined`: all attributes
   */
  getJsonRender(content?: string | readonly string[]): Render;
  /** For `renderFile`. */
  getFileRender(file: string | URL, downloadName?: string): Render;
  /** For `redirect`. */
  getRedirectRender(url: string, withQueryString: boolean): Render;
  /** For `redirect301`. */
  getRedirect301Render(url: string, withQueryString: boolean): Render;
  /** For `renderNull`. */
  getNullRender(): Render;
  /**
   * For `renderError`, and for all errors that bring no render of their own.
   * @param viewOrJson a view, or JSON text for clients that get JSON; `undefined`: what is configured
   */
  getErrorRender(status: number, viewOrJson?: string): Render;
}

/** The configuration with what makes renders, which know the configuration themselves. */
export interface AnswerConfig extends ControllerConfig {
  /** Makes what writes answers. */
  readonly renderFactory: IRenderFactory;
}
