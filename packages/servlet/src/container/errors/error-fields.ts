import { checkHeaderName, checkHeaderValue } from '../../http/header-text.ts';

/** They belong to the page that answers, whoever made the error. */
const OF_THE_PAGE: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);

/** What an error wants to have sent with its answer, and what is wrong with the rest of it. */
export interface ErrorFields {
  readonly fields: Readonly<Record<string, string>>;
  readonly problems: readonly Error[];
}

/**
 * The header fields of an error that can be sent. An error often carries what a client has sent, so one
 * whose fields are no header fields must not keep its own answer from the client.
 */
export function fieldsOf(error: Error & { readonly headers: object }): ErrorFields {
  const fields: [string, string][] = [];
  const problems: Error[] = [];
  for (const [name, value] of Object.entries(
    error.headers as Record<string, string | number | null>,
  )) {
    if (isAbsent(value) || OF_THE_PAGE.has(name.toLowerCase())) continue;
    try {
      const text = String(value);
      checkHeaderName(name);
      checkHeaderValue(name, text);
      fields.push([name, text]);
    } catch (cause) {
      problems.push(
        new Error(
          `${error.name} has a header field that cannot be sent; it was left out of the answer`,
          { cause },
        ),
      );
    }
  }
  return { fields: Object.fromEntries(fields), problems };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
