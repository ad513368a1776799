/** Markup that is safe to send as it is. Only `html` makes it. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** What may stand in a template. Text is escaped, lists are joined, the empty values show nothing. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/**
 * A template tag whose every value is escaped unless it is `Html` itself, so that nothing a visitor
 * typed can become markup. Attribute values must be written in double quotes.
 */
export function html(literals: TemplateStringsArray, ...values: Content[]): Html {
  let markup = literals[0] ?? '';
  values.forEach((value, index) => {
    markup += render(value) + (literals[index + 1] ?? '');
  });
  return new Html(markup);
}

function render(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value));
  return value.map(render).join('');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
