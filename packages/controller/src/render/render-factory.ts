import type { IRenderFactory, Render } from '../common/exchange.ts';
import { DefaultViewRender } from './default-view-render.ts';
import { ErrorRender } from './error-render.ts';
import { FileRender } from './file-render.ts';
import { JsonRender } from './json-render.ts';
import { NullRender } from './null-render.ts';
import { RedirectRender } from './redirect-render.ts';
import { TemplateRender } from './template-render.ts';
import { HtmlRender, JavascriptRender, TextRender } from './text-render.ts';

/**
 * Makes what writes the answers of actions. Extend it to have other renders in their place, and give
 * it to `setRenderFactory`: `getTextRender(text) { return new StampedRender(text) }`.
 */
export class RenderFactory implements IRenderFactory {
  /** A {@link TemplateRender}. */
  getRender(view: string): Render {
    return this.getTemplateRender(view);
  }

  /** A {@link TemplateRender}. */
  getTemplateRender(view: string): Render {
    return new TemplateRender(view);
  }

  /** A {@link TemplateRender} of type `text/xml`. */
  getXmlRender(view: string): Render {
    return new TemplateRender(view, 'text/xml');
  }

  /** A {@link TemplateRender} that says which action has set no render, where there is no view engine. */
  getDefaultRender(view: string): Render {
    return new DefaultViewRender(view);
  }

  /** A {@link TextRender}. */
  getTextRender(text: string, contentType?: string): Render {
    return new TextRender(text, contentType);
  }

  /** An {@link HtmlRender}. */
  getHtmlRender(html: string): Render {
    return new HtmlRender(html);
  }

  /** A {@link JavascriptRender}. */
  getJavascriptRender(script: string): Render {
    return new JavascriptRender(script);
  }

  /** A {@link JsonRender}. */
  getJsonRender(content?: string | readonly string[]): Render {
    return new JsonRender(content);
  }

  /** A {@link FileRender}. */
  getFileRender(file: string | URL, downloadName?: string): Render {
    return new FileRender(file, downloadName);
  }

  /** A {@link RedirectRender}. */
  getRedirectRender(url: string, withQueryString: boolean): Render {
    return new RedirectRender(url, { withQuery: withQueryString });
  }

  /** A {@link RedirectRender} with status 301. */
  getRedirect301Render(url: string, withQueryString: boolean): Render {
    return new RedirectRender(url, { withQuery: withQueryString, status: 301 });
  }

  /** A {@link NullRender}. */
  getNullRender(): Render {
    return new NullRender();
  }

  /** An {@link ErrorRender}. */
  getErrorRender(status: number, viewOrJson?: string): Render {
    return new ErrorRender(status, viewOrJson);
  }
}
