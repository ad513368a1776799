/** All messages, the oldest first. */
export class Board {
  readonly #messages: string[] = [];

  add(author: string, text: string): number {
    this.#messages.push(`${author}: ${text}`);
    return this.#messages.length;
  }

  all(): readonly string[] {
    return [...this.#messages];
  }

  get(number: number): string | null {
    return this.#messages[number - 1] ?? null;
  }
}
