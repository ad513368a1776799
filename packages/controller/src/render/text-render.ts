import { BaseRender } from './base-render.ts';

/** Short names of content types. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['text', 'text/plain'],
  ['plain', 'text/plain'],
  ['html', 'text/html'],
  ['xml', 'text/xml'],
  ['json', 'application/json'],
  ['js', 'application/javascript'],
  ['javascript', 'application/javascript'],
  ['eventStream', 'text/event-stream'],
]);

/** The content type that a short name stands for; any other text is one itself. */
function contentTypeOf(name: string): string {
  return SHORT.get(name) ?? name;
}

/** Writes text as it is, and keeps caches from storing it. */
export class TextRender extends BaseRender {
  readonly #text: string;
  readonly #contentType: string;

  /** @param contentType a content type or its short name, such as `xml`; default `text/plain` */
  constructor(text: string, contentType = 'text/plain') {
    super();
    this.#text = text;
    this.#contentType = contentTypeOf(contentType);
  }

  render(): void {
    this.preventCaching();
    this.write(this.#text, this.#contentType);
  }
}

/** Writes text as HTML. What comes from clients must have been escaped. */
export class HtmlRender extends TextRender {
  /** `text`: the HTML, as it is sent. */
  constructor(text: string) {
    super(text, 'text/html');
  }
}

/** Writes text as JavaScript. */
export class JavascriptRender extends TextRender {
  /** `text`: the script, as it is sent. */
  constructor(text: string) {
    super(text, 'text/javascript');
  }
}
