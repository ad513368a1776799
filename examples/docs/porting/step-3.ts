import {
  type HttpServletRequest,
  HttpServletResponse,
  ServletException,
} from '@httpsession/servlet';
import type { HttpSession } from 'httpsession';
import { CartServlet as Before } from './step-2.ts';

const MAX_ITEMS = 5;

export class CartServlet extends Before {
  // #region post
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
  // #endregion post
}

function itemsOf(session: HttpSession): string[] {
  return (session.getAttribute('items') as string[] | null) ?? [];
}
