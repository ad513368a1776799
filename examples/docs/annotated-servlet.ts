// #region annotations
import type { HttpSessionListener } from 'httpsession';
import {
  createServer,
  type Filter,
  type FilterChain,
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  type MaybePromise,
  WebApplication,
  WebFilter,
  WebListener,
  WebServlet,
} from '@httpsession/servlet';

@WebServlet({ name: 'hello', urlPatterns: ['/hello'], loadOnStartup: 1 })
class HelloServlet extends HttpServlet {
  override doGet(request: HttpServletRequest, response: HttpServletResponse): void {
    request.getSession();
    response.getWriter().println(`sessions: ${UserCounter.sessions}`);
  }
}

@WebFilter('/*')
class LanguageFilter implements Filter {
  doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void> {
    response.setHeader('Content-Language', 'en');
    return chain.doFilter(request, response);
  }
}

@WebListener()
class UserCounter implements HttpSessionListener {
  static sessions = 0;

  sessionCreated(): void {
    UserCounter.sessions += 1;
  }
}

const app = new WebApplication({ classes: [HelloServlet, LanguageFilter, UserCounter] });

export const server = createServer(app);
// #endregion annotations
