import { HttpServlet, HttpServletResponse, type HttpServletRequest } from '@httpsession/servlet';
import { escape } from './html.ts';
import { User } from './user.ts';

/** The form, and what it sends. Signing in gives the session another id. */
export class LoginServlet extends HttpServlet {
  override doGet(request: HttpServletRequest, response: HttpServletResponse): void {
    response.setContentType('text/html;charset=UTF-8');
    const out = response.getWriter();
    out.println('<!DOCTYPE html><title>Sign in</title>');
    const message = request.getAttribute('message') as string | null;
    if (message !== null) {
      out.println(`<p class="message">${escape(message)}</p>`);
    }
    out.println(`<form method="post" action="${response.encodeURL('login')}">`);
    out.println('<input name="name"><input name="password" type="password">');
    out.println('<button>Sign in</button></form>');
  }

  override doPost(request: HttpServletRequest, response: HttpServletResponse): void {
    const name = request.getParameter('name');
    const password = request.getParameter('password');
    if (name === null || name === '' || password !== 'secret') {
      request.setAttribute('message', `Wrong name or password: ${name}`);
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      this.doGet(request, response);
      return;
    }
    const session = request.getSession();
    request.changeSessionId();
    session.setAttribute('user', new User(name));
    response.sendRedirect(response.encodeRedirectURL('cart'));
  }
}
