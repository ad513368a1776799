import type { Cookie, HttpServletResponse } from '@httpsession/servlet';

/** A response that keeps what was written, as far as controllers use one. */
export class FakeResponse {
  status = 200;
  body = '';
  charset: string | null = null;
  contentType: string | null = null;
  contentLength: number | undefined;
  readonly headers = new Map<string, string>();
  readonly cookies: Cookie[] = [];
  readonly node = { destroyed: false, closed: false, writableNeedDrain: false };

  setStatus(status: number): void {
    this.status = status;
  }

  setHeader(name: string, value: string): void {
    this.headers.set(name, value);
  }

  setDateHeader(name: string, date: number): void {
    this.headers.set(name, new Date(date).toUTCString());
  }

  setContentType(type: string): void {
    this.contentType = type;
  }

  setCharacterEncoding(charset: string): void {
    this.charset = charset;
  }

  setContentLengthLong(length: number): void {
    this.contentLength = length;
  }

  getWriter(): { write(text: string): void } {
    return { write: (text) => void (this.body += text) };
  }

  getOutputStream(): { write(bytes: Uint8Array): void } {
    return { write: (bytes) => void (this.body += Buffer.from(bytes).toString()) };
  }

  sendRedirect(location: string): void {
    this.status = 302;
    this.headers.set('Location', location);
  }

  addCookie(cookie: Cookie): void {
    this.cookies.push(cookie);
  }

  asResponse(): HttpServletResponse {
    return this as unknown as HttpServletResponse;
  }
}
