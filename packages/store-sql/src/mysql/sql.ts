/** A piece of SQL with the values of its placeholders. */
export class Sql {
  readonly text: string;
  readonly values: readonly unknown[];

  constructor(text: string, values: readonly unknown[]) {
    this.text = text;
    this.values = values;
  }
}

/**
 * SQL with values in it, each of which becomes a placeholder; a piece of SQL is put in as it is. Values are numbers,
 * bytes and null only: no text ever gets into a statement.
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Sql | Value)[]): Sql {
  let text = strings[0] ?? '';
  const values: unknown[] = [];
  for (const [index, part] of parts.entries()) {
    if (part instanceof Sql) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part);
    }
    text += strings[index + 1] ?? '';
  }
  return new Sql(text.replace(/\s+/g, ' '), values);
}

type Value = number | Buffer | null;

/** Pieces of SQL with commas between them. */
export function list(pieces: readonly Sql[]): Sql {
  return new Sql(
    pieces.map(({ text }) => text).join(', '),
    pieces.flatMap(({ values }) => values),
  );
}
