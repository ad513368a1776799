/** The cookies that a client has been given, by name. Knows no paths and domains. */
export class CookieJar {
  readonly #cookies: Map<string, string> = new Map<string, string>();

  set(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  get(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  clear(): void {
    this.#cookies.clear();
  }

  /** Takes what a `Set-Cookie` field says. */
  take(field: string): void {
    const [pair = '', ...attributes] = field.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    const ended = attributes.some((attribute) => attribute.trim().toLowerCase() === 'max-age=0');
    if (ended) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(equals + 1).trim());
  }

  /** The `Cookie` field, with more cookies for this time; `undefined` when there are none. */
  field(more: Readonly<Record<string, string>>): string | undefined {
    const all = new Map([...this.#cookies, ...Object.entries(more)]);
    if (all.size === 0) return undefined;
    return [...all].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
