import { STATUS_CODES } from 'node:http';
import type { HttpServletResponse } from '../../api/index.ts';

/** Longer messages tell the client no more. */
const MAX_MESSAGE = 1000;

/**
 * Writes the page for errors that the application has none for. It says the status and what `sendError` was
 * given; never a stack, an id, or the message of an error that was thrown.
 */
export function writeDefaultPage(
  response: HttpServletResponse,
  status: number,
  message: string | null,
): void {
  // Below 400 it is no error, and a page would be taken for the content.
  if (status < 400) return;
  response.setContentType('text/html;charset=UTF-8');
  response.setHeader('Content-Language', 'en');
  const reason = STATUS_CODES[status];
  const title = `HTTP Status ${String(status)}${reason === undefined ? '' : ` – ${reason}`}`;
  const detail =
    message === null || message === '' ? '' : `<p>${escapeHtml(message.slice(0, MAX_MESSAGE))}</p>`;
  const page =
    `<!doctype html><html lang="en"><head><title>${title}</title></head>` +
    `<body><h1>${title}</h1>${detail}</body></html>`;
  response.getWriter().write(page);
}

/** A text that shows as itself in HTML, also within quotes. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
