import { type HttpServletResponse, HttpServletResponseWrapper } from '../../api/index.ts';

/**
 * The response as an included servlet gets it: it may write, and whatever would change the head does nothing
 * (Servlet 6.1, 9.3). The session's cookie does not pass here, so an included servlet may create a session.
 */
export class IncludedResponse extends HttpServletResponseWrapper {
  override setStatus(): void {
    // The head belongs to the servlet that includes; so below.
  }

  override sendError(): void {
    // As setStatus.
  }

  override sendRedirect(): void {
    // As setStatus.
  }

  override addCookie(): void {
    // As setStatus.
  }

  override setHeader(): void {
    // As setStatus.
  }

  override addHeader(): void {
    // As setStatus.
  }

  override setIntHeader(): void {
    // As setStatus.
  }

  override addIntHeader(): void {
    // As setStatus.
  }

  override setDateHeader(): void {
    // As setStatus.
  }

  override addDateHeader(): void {
    // As setStatus.
  }

  override setContentType(): void {
    // As setStatus.
  }

  override setCharacterEncoding(): void {
    // As setStatus.
  }

  override setContentLength(): void {
    // As setStatus.
  }

  override setContentLengthLong(): void {
    // As setStatus.
  }

  override setLocale(): void {
    // As setStatus.
  }

  override setBufferSize(): void {
    // As setStatus.
  }

  /** The response that was there before the first of the includes around this one. */
  getContainerResponse(): HttpServletResponse {
    const inner = this.getResponse();
    return isIncluded(inner) ? inner.getContainerResponse() : inner;
  }

  /** Would take the head with it. What the buffer holds can be dropped with `resetBuffer`. */
  override reset(): void {
    // As setStatus: but what is committed says so.
    if (this.isCommitted()) super.reset();
  }
}

/** Whether the container put this wrapper there. */
export function isIncluded(response: HttpServletResponse): response is IncludedResponse {
  return response instanceof IncludedResponse;
}
