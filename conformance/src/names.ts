/**
 * The ids that one server made in one script, and their names: `{0}` for the first that appeared,
 * `{1}` for the second. Two servers that behave alike give equal texts once ids are named.
 */
export class Names {
  readonly #ids: string[] = [];
  readonly #host: string;
  readonly #parameter: string;

  constructor(host: string, parameter: string) {
    this.#host = host;
    this.#parameter = parameter;
  }

  /** How many ids have a name. */
  get size(): number {
    return this.#ids.length;
  }

  /** Finds the ids that events of this answer introduce. */
  learn(body: string): void {
    for (const line of body.split('\n')) {
      if (!line.startsWith('+created ') && !line.startsWith('+changed ')) continue;
      const id = line.split(' ')[2];
      if (id !== undefined && !this.#ids.includes(id)) this.#ids.push(id);
    }
  }

  /** Replaces ids and the host by their names. */
  name(text: string): string {
    let named = text.includes(this.#host) ? text.replaceAll(this.#host, '{host}') : text;
    this.#ids.forEach((id, index) => {
      if (named.includes(id)) named = named.replaceAll(id, `{${String(index)}}`);
    });
    return named;
  }

  /** Replaces names by what they stand for here. */
  fill(template: string): string {
    if (!template.includes('{')) return template;
    let filled = template.replaceAll('{host}', this.#host).replaceAll('{param}', this.#parameter);
    this.#ids.forEach((id, index) => {
      filled = filled.replaceAll(`{${String(index)}}`, id);
    });
    return fillUnknown(filled, this.#ids.length);
  }

  /** Gives the name of `to` to the id that is called `from`; later names move up by one. */
  merge(from: number, to: number): void {
    const [id] = this.#ids.splice(from, 1);
    if (id !== undefined) this.#ids[to] = id;
  }
}

/** Replaces names that nobody has yet by something that is allowed in a request line. */
export function fillUnknown(template: string, known: number): string {
  return template.replace(/\{(\d+)\}/g, (name, digits: string) =>
    Number(digits) < known ? name : `unknown-${digits}`,
  );
}
