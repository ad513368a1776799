import type { ServerResponse } from 'node:http';
import type { Cookie } from './cookie.ts';
import type { HttpServletResponse } from './http-servlet-response.ts';
import { ServletResponseWrapper } from './servlet-response-wrapper.ts';

/** Java's `HttpServletResponseWrapper`: for filters that change what a response does. */
export class HttpServletResponseWrapper
  extends ServletResponseWrapper
  implements HttpServletResponse
{
  get node(): ServerResponse {
    return super.getResponse().node;
  }

  addCookie(cookie: Cookie): void {
    super.getResponse().addCookie(cookie);
  }

  containsHeader(name: string): boolean {
    return super.getResponse().containsHeader(name);
  }

  encodeURL(url: string): string {
    return super.getResponse().encodeURL(url);
  }

  encodeRedirectURL(url: string): string {
    return super.getResponse().encodeRedirectURL(url);
  }

  sendError(status: number, message?: string | null): void {
    super.getResponse().sendError(status, message);
  }

  sendRedirect(location: string, status?: number | boolean, clearBuffer?: boolean): void {
    super.getResponse().sendRedirect(location, status, clearBuffer);
  }

  setHeader(name: string, value: string | null): void {
    super.getResponse().setHeader(name, value);
  }

  addHeader(name: string, value: string): void {
    super.getResponse().addHeader(name, value);
  }

  setIntHeader(name: string, value: number): void {
    super.getResponse().setIntHeader(name, value);
  }

  addIntHeader(name: string, value: number): void {
    super.getResponse().addIntHeader(name, value);
  }

  setDateHeader(name: string, date: number): void {
    super.getResponse().setDateHeader(name, date);
  }

  addDateHeader(name: string, date: number): void {
    super.getResponse().addDateHeader(name, date);
  }

  setStatus(status: number): void {
    super.getResponse().setStatus(status);
  }

  getStatus(): number {
    return super.getResponse().getStatus();
  }

  getHeader(name: string): string | null {
    return super.getResponse().getHeader(name);
  }

  getHeaders(name: string): string[] {
    return super.getResponse().getHeaders(name);
  }

  getHeaderNames(): string[] {
    return super.getResponse().getHeaderNames();
  }

  setTrailerFields(supplier: () => ReadonlyMap<string, string>): void {
    super.getResponse().setTrailerFields(supplier);
  }

  getTrailerFields(): (() => ReadonlyMap<string, string>) | null {
    return super.getResponse().getTrailerFields();
  }
}
