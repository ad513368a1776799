import {
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
} from '@httpsession/servlet';

/** Ends the session, if there is one. */
export class LogoutServlet extends HttpServlet {
  override doGet(request: HttpServletRequest, response: HttpServletResponse): void {
    const session = request.getSession(false);
    if (session !== null) {
      session.invalidate();
    }
    response.sendRedirect('login');
  }
}
