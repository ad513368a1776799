import {
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
} from '@httpsession/servlet';

/** What the listeners have counted. Never makes a session. */
export class StatisticsServlet extends HttpServlet {
  override doGet(_request: HttpServletRequest, response: HttpServletResponse): void {
    response.setContentType('text/plain');
    const out = response.getWriter();
    out.println(`sessions: ${String(this.getServletContext().getAttribute('sessions'))}`);
    out.println(`users: ${String(this.getServletContext().getAttribute('users'))}`);
    out.println(`shop: ${this.getServletContext().getInitParameter('shop')}`);
    out.println(`timeout: ${this.getServletContext().getSessionTimeout()}`);
  }
}
