import type { SessionResponse } from 'httpsession';
import type { Html } from '../html.ts';

/** Nothing from elsewhere, nothing inline, no framing, and forms only come back to us. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Header fields that every answer of the shop carries. */
export function secure(response: SessionResponse): void {
  response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
}

/** Sends a page. Every page shows something personal, so none may be kept by browser or proxy. */
export function sendPage(response: SessionResponse, page: Html, status = 200): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
  });
  response.end(page.toString());
}

/** After a POST: 303, so that the browser gets the next page with GET and "reload" repeats nothing. */
export function redirect(response: SessionResponse, location: string): void {
  response.writeHead(303, {
    Location: response.encodeRedirectURL(location),
    'Cache-Control': 'no-store',
  });
  response.end();
}
