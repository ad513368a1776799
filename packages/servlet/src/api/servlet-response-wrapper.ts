import type { HttpServletResponse } from './http-servlet-response.ts';
import type { PrintWriter, ServletOutputStream, ServletResponse } from './servlet-response.ts';
import { isWrapperFor } from './wrapping.ts';

/** Java's `ServletResponseWrapper`: a response that does what another one does, until overridden. */
export class ServletResponseWrapper implements ServletResponse {
  #response: HttpServletResponse;

  /** `response`: the one that every method asks, unless it is overridden. */
  constructor(response: HttpServletResponse) {
    this.#response = response;
  }

  /** The response inside. */
  getResponse(): HttpServletResponse {
    return this.#response;
  }

  /** Puts another response inside. */
  setResponse(response: HttpServletResponse): void {
    this.#response = response;
  }

  /** Whether a response, or one of a class, is inside, however deep. */
  isWrapperFor(wrapped: object): boolean {
    return isWrapperFor(this.#response, wrapped);
  }

  getCharacterEncoding(): string {
    return this.#response.getCharacterEncoding();
  }

  setCharacterEncoding(encoding: string | null): void {
    this.#response.setCharacterEncoding(encoding);
  }

  getContentType(): string | null {
    return this.#response.getContentType();
  }

  setContentType(type: string | null): void {
    this.#response.setContentType(type);
  }

  getOutputStream(): ServletOutputStream {
    return this.#response.getOutputStream();
  }

  getWriter(): PrintWriter {
    return this.#response.getWriter();
  }

  setContentLength(length: number): void {
    this.#response.setContentLength(length);
  }

  setContentLengthLong(length: number): void {
    this.#response.setContentLengthLong(length);
  }

  setBufferSize(size: number): void {
    this.#response.setBufferSize(size);
  }

  getBufferSize(): number {
    return this.#response.getBufferSize();
  }

  flushBuffer(): void {
    this.#response.flushBuffer();
  }

  resetBuffer(): void {
    this.#response.resetBuffer();
  }

  isCommitted(): boolean {
    return this.#response.isCommitted();
  }

  reset(): void {
    this.#response.reset();
  }

  setLocale(locale: string | null): void {
    this.#response.setLocale(locale);
  }

  getLocale(): string {
    return this.#response.getLocale();
  }
}
