// #region get
import type { HttpSession } from 'httpsession';
import {
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
} from '@httpsession/servlet';

/** What is in the cart, and one more thing for it. */
export class CartServlet extends HttpServlet {
  override doGet(request: HttpServletRequest, response: HttpServletResponse): void {
    const session = request.getSession();
    const user = session.getAttribute('user') as User;
    response.setContentType('text/html;charset=UTF-8');
    const out = response.getWriter();
    out.println('<!DOCTYPE html><title>Cart</title>');
    out.println('<h1>Cart of ' + escape(user.getName()) + '</h1>');
    out.println('<ul>');
    for (const item of itemsOf(session)) {
      out.println('<li>' + escape(item) + '</li>');
    }
    out.println('</ul>');
    out.println('<form method="post" action="' + response.encodeURL('cart') + '">');
    out.println('<input name="item"><button>Add</button></form>');
    out.println('<a href="' + response.encodeURL('logout') + '">Sign out</a>');
  }
}

function itemsOf(session: HttpSession): string[] {
  const items = session.getAttribute('items') as string[] | null;
  return items ?? [];
}
// #endregion get

interface User {
  getName(): string;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
