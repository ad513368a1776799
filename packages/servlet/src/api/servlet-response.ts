/** What `getWriter` gives: text in the charset of the response. It never throws; ask `checkError`. */
export interface PrintWriter {
  /** Writes a value as text; `null` as `null`. */
  print(value: unknown): void;
  /** As `print`, and ends the line with CR LF as `ServletOutputStream` does, or LF as Java on Linux. */
  println(value?: unknown): void;
  /** Writes a text, or a part of it; a number is one UTF-16 unit. */
  write(text: string | number, offset?: number, length?: number): void;
  /** Writes a pattern with values, with the conversions of `util.format` and `%n`. */
  printf(pattern: string, ...values: unknown[]): this;
  /** As `print`, to be chained. */
  append(value: unknown): this;
  /** Sends what was written so far, which commits the response. */
  flush(): void;
  /** Ends the response. What is written later is dropped. */
  close(): void;
  /** Flushes, and says whether something could not be written. */
  checkError(): boolean;
}

/** What `getOutputStream` gives: bytes. */
export interface ServletOutputStream {
  /** Writes bytes, or a part of them; a number is one byte, a text its UTF-8 form. */
  write(data: Uint8Array | string | number, offset?: number, length?: number): void;
  /** Writes a value as ISO-8859-1 text. */
  print(value: unknown): void;
  /** As `print`, and ends the line with CR LF. */
  println(value?: unknown): void;
  /** Sends what was written so far, which commits the response. */
  flush(): void;
  /** Ends the response. */
  close(): void;
}

/** Java's `ServletResponse` (Servlet 6.1). Every response is an `HttpServletResponse`. */
export interface ServletResponse {
  /** The charset of text; `ISO-8859-1` when nothing says another. */
  getCharacterEncoding(): string;
  /** Sets the charset. Without effect after `getWriter` and after the commit. */
  setCharacterEncoding(encoding: string | null): void;
  /** The media type, with the charset once that is known; `null` when not set. */
  getContentType(): string | null;
  /** Sets the media type, and the charset if it names one. `null` removes. Without effect after the commit. */
  setContentType(type: string | null): void;
  /** For bytes. Throws IllegalStateException after `getWriter`. */
  getOutputStream(): ServletOutputStream;
  /** For text. Throws IllegalStateException after `getOutputStream`. */
  getWriter(): PrintWriter;
  /** Bytes of the body. Without effect after the commit. */
  setContentLength(length: number): void;
  /** As `setContentLength`. */
  setContentLengthLong(length: number): void;
  /** Bytes that are kept before the response is committed. Throws IllegalStateException after output. */
  setBufferSize(size: number): void;
  /** Bytes that are kept before the response is committed. */
  getBufferSize(): number;
  /** Sends what was written so far, which commits the response. */
  flushBuffer(): void;
  /** Drops what was written. Throws IllegalStateException after the commit. */
  resetBuffer(): void;
  /** Whether status and headers are on their way. */
  isCommitted(): boolean;
  /** Drops all: output, status, headers. Throws IllegalStateException after the commit. */
  reset(): void;
  /** The language, as a tag such as `de-CH`; sets `Content-Language`, and a charset if none is set. */
  setLocale(locale: string | null): void;
  /** As set, else that of the server. */
  getLocale(): string;
}
