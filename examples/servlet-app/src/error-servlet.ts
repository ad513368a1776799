import {
  HttpServlet,
  RequestDispatcher,
  type HttpServletRequest,
  type HttpServletResponse,
} from '@httpsession/servlet';

/** One page for all that goes wrong. */
export class ErrorServlet extends HttpServlet {
  override service(request: HttpServletRequest, response: HttpServletResponse): void {
    const status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    const uri = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    const message = request.getAttribute(RequestDispatcher.ERROR_MESSAGE);
    response.setContentType('text/plain;charset=UTF-8');
    response.getWriter().println(`Error ${status} at ${uri}: ${message}`);
  }
}
