/** Java's `ServletException`: a servlet or filter could not do its work. */
export class ServletException extends Error {
  /** `rootCause`: what was thrown first; it is `cause`, too. */
  constructor(message?: string | null, rootCause?: unknown) {
    super(message ?? '', rootCause === undefined ? {} : { cause: rootCause });
    this.name = new.target.name;
  }

  /** The failure behind this one, or `null`. */
  getRootCause(): unknown {
    return this.cause ?? null;
  }
}

/** Java's `UnavailableException`: answered with 503, or with 404 when it is for ever. */
export class UnavailableException extends ServletException {
  readonly #seconds: number | undefined;

  /** @param seconds how long, as far as known; zero or less: not known; left out: for ever */
  constructor(message: string, seconds?: number) {
    super(message);
    this.#seconds = seconds;
  }

  /** Whether it is for ever. */
  isPermanent(): boolean {
    return this.#seconds === undefined;
  }

  /** How long, in seconds; -1 when not known, or for ever. */
  getUnavailableSeconds(): number {
    return this.#seconds !== undefined && this.#seconds > 0 ? this.#seconds : -1;
  }
}

/** Java's `UnsupportedEncodingException`: no charset of that name is known. */
export class UnsupportedEncodingException extends Error {
  /** `message`: which charset, or whose. */
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
