import { OptionError } from 'httpsession';
import { ServletException } from '../../api/index.ts';
import type { ErrorPageLookup } from '../dispatch/dispatch-contracts.ts';

/** Names of Java's classes above all exceptions: pages for them answer whatever is thrown. */
const ANY_ERROR: readonly string[] = ['Exception', 'Throwable'];

/**
 * The error pages of an application: by status code, by the name of an error's class (a package in front is
 * left out, so that `java.io.IOException` of a descriptor is `IOException`), and `default` for all others.
 */
export class ErrorPages implements ErrorPageLookup {
  readonly #byStatus = new Map<number, string>();
  readonly #byClass = new Map<string, string>();
  #default: string | null = null;

  /**
   * @param pages which page answers what; paths of the application, which begin with a slash
   * @throws OptionError for a page that does not, and a code that is none
   */
  constructor(pages: Readonly<Record<string, string>> = {}) {
    for (const [key, path] of Object.entries(pages)) this.add(key, path);
  }

  /** @throws OptionError see the constructor */
  add(key: string, path: string): void {
    if (!path.startsWith('/')) {
      throw new OptionError(`errorPages.${key}`, path, 'a path that begins with a slash');
    }
    if (key === 'default') this.#default = path;
    else if (isNumber(key)) this.#byStatus.set(toStatus(key), path);
    else this.#byClass.set(key.slice(key.lastIndexOf('.') + 1), path);
  }

  forStatus(status: number): string | null {
    return this.#byStatus.get(status) ?? this.#default;
  }

  /** A ServletException has no page of its own: then its root cause is asked (10.9.2). */
  forError(error: unknown): string | null {
    if (this.#byClass.size === 0) return null;
    const page = this.#nearest(error);
    if (page !== null || !(error instanceof ServletException)) return page ?? this.#any();
    return this.#nearest(error.getRootCause()) ?? this.#any();
  }

  #nearest(error: unknown): string | null {
    if (typeof error !== 'object' || error === null) return null;
    let type: unknown = Object.getPrototypeOf(error);
    while (typeof type === 'object' && type !== null) {
      const page = this.#byClass.get(type.constructor.name);
      if (page !== undefined) return page;
      type = Object.getPrototypeOf(type);
    }
    return null;
  }

  #any(): string | null {
    const name = ANY_ERROR.find((any) => this.#byClass.has(any));
    return name === undefined ? null : (this.#byClass.get(name) ?? null);
  }
}

function isNumber(key: string): boolean {
  const code = key.charCodeAt(0);
  return code >= 0x30 && code <= 0x39;
}

function toStatus(key: string): number {
  const status = Number(key);
  if (Number.isInteger(status) && status >= 100 && status <= 999) return status;
  throw new OptionError(
    'errorPages',
    key,
    'a status code, the name of a class of errors, or `default`',
  );
}
