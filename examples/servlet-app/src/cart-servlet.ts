import type { HttpSession } from 'httpsession';
import {
  HttpServlet,
  HttpServletResponse,
  ServletException,
  type HttpServletRequest,
} from '@httpsession/servlet';
import { escape } from './html.ts';
import type { User } from './user.ts';

const MAX_ITEMS = 5;

/** What is in the cart, and one more thing for it. */
export class CartServlet extends HttpServlet {
  override doGet(request: HttpServletRequest, response: HttpServletResponse): void {
    const session = request.getSession();
    const user = session.getAttribute('user') as User;
    response.setContentType('text/html;charset=UTF-8');
    const out = response.getWriter();
    out.println('<!DOCTYPE html><title>Cart</title>');
    out.println(`<h1>Cart of ${escape(user.getName())}</h1>`);
    out.println('<ul>');
    for (const item of itemsOf(session)) {
      out.println(`<li>${escape(item)}</li>`);
    }
    out.println('</ul>');
    out.println(`<form method="post" action="${response.encodeURL('cart')}">`);
    out.println('<input name="item"><button>Add</button></form>');
    out.println(`<a href="${response.encodeURL('logout')}">Sign out</a>`);
  }

  override doPost(request: HttpServletRequest, response: HttpServletResponse): void {
    const item = request.getParameter('item');
    if (item === null || item.trim() === '') {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, 'Say which item');
      return;
    }
    const session = request.getSession();
    const items = [...itemsOf(session)];
    if (items.length >= MAX_ITEMS) {
      throw new ServletException('The cart is full');
    }
    items.push(item.trim());
    session.setAttribute('items', items);
    response.sendRedirect(response.encodeRedirectURL('cart'));
  }
}

function itemsOf(session: HttpSession): readonly string[] {
  const items = session.getAttribute('items') as string[] | null;
  return items ?? [];
}
