import { ConfigError } from '../common/errors.ts';

/** What is answered for error statuses, by status. */
export class ErrorPages {
  readonly #pages: Map<number, string> = new Map<number, string>();

  /** @throws ConfigError for a status outside of 400 to 599 */
  set(status: number, page: string): void {
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new ConfigError(`${String(status)} is no error status; they go from 400 to 599`);
    }
    this.#pages.set(status, page);
  }

  get(status: number): string | undefined {
    return this.#pages.get(status);
  }
}
