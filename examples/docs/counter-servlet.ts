// #region counter
import {
  createServer,
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  WebApplication,
} from '@httpsession/servlet';

class CounterServlet extends HttpServlet {
  override doGet(request: HttpServletRequest, response: HttpServletResponse): void {
    const session = request.getSession();
    const visits = Number(session.getAttribute('visits') ?? 0) + 1;
    session.setAttribute('visits', visits);
    response.setContentType('text/plain;charset=UTF-8');
    response.getWriter().println(`visits: ${visits}`);
  }
}

const app = new WebApplication({
  contextPath: '/shop',
  servlets: { counter: { servlet: CounterServlet, urlPatterns: ['/counter'] } },
});

export const server = createServer(app);
// #endregion counter
