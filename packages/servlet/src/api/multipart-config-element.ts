/** Java's `MultipartConfigElement`: that a servlet takes multipart bodies, and how big they may be. */
export class MultipartConfigElement {
  readonly #location: string;
  readonly #maxFileSize: number;
  readonly #maxRequestSize: number;
  readonly #fileSizeThreshold: number;

  /**
   * Sizes are bytes; -1: no limit.
   * @param location where files are written; empty: the temporary folder of the system
   * @param fileSizeThreshold a part bigger than this is kept in a file
   */
  // eslint-disable-next-line @typescript-eslint/max-params -- as in Java
  constructor(
    location: string | null = '',
    maxFileSize = -1,
    maxRequestSize = -1,
    fileSizeThreshold = 0,
  ) {
    this.#location = location ?? '';
    this.#maxFileSize = maxFileSize;
    this.#maxRequestSize = maxRequestSize;
    this.#fileSizeThreshold = Math.max(fileSizeThreshold, 0);
  }

  /** Where files are written; empty: the temporary folder of the system. */
  getLocation(): string {
    return this.#location;
  }

  /** Bytes that one file may have; -1: no limit. */
  getMaxFileSize(): number {
    return this.#maxFileSize;
  }

  /** Bytes that the whole body may have; -1: no limit. */
  getMaxRequestSize(): number {
    return this.#maxRequestSize;
  }

  /** Bytes above which a part is kept in a file. */
  getFileSizeThreshold(): number {
    return this.#fileSizeThreshold;
  }
}
