// #region mount
import {
  createServer,
  type Filter,
  type ServletClass,
  type ServletServer,
  WebApplication,
} from '@httpsession/servlet';

/** Stands in for the login, which is not ported yet. */
const signedIn: Filter = {
  doFilter(request, response, chain) {
    request.getSession().setAttribute('user', { getName: () => 'Ann & Co' });
    return chain.doFilter(request, response);
  },
};

/** A server with this one servlet, where web.xml has it. */
export function mount(CartServlet: ServletClass): ServletServer {
  const app = new WebApplication({
    contextPath: '/shop',
    servlets: { cart: { servlet: CartServlet, urlPatterns: ['/cart'] } },
    filters: { signedIn: { filter: signedIn, urlPatterns: ['/*'] } },
  });
  return createServer(app);
}
// #endregion mount
