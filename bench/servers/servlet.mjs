import { createServer, HttpServlet, WebApplication } from '@httpsession/servlet';
import { BODY, USER } from './answer.mjs';

let counter = 0;

class BenchServlet extends HttpServlet {
  doGet(request, response) {
    const path = request.getServletPath();
    if (path === '/create') request.getSession().setAttribute('user', USER);
    else {
      const session = request.getSession(false);
      if (session?.getAttribute('user') !== USER) return response.sendError(500);
      if (path === '/write') session.setAttribute('count', ++counter);
    }
    response.setContentType('text/plain');
    response.getWriter().print(BODY);
  }
}

/** A servlet, as the package comes. */
export function open() {
  const servlet = { servlet: BenchServlet, urlPatterns: ['/create', '/read', '/write'] };
  return {
    server: createServer(new WebApplication({ servlets: { bench: servlet } })),
  };
}
