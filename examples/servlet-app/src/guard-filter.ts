import type {
  Filter,
  FilterChain,
  FilterConfig,
  HttpServletRequest,
  HttpServletResponse,
  MaybePromise,
} from '@httpsession/servlet';
import type { User } from './user.ts';

/** Who is not signed in is sent to the form. */
export class GuardFilter implements Filter {
  #loginPage: string | null = null;

  init(config: FilterConfig): void {
    this.#loginPage = config.getInitParameter('loginPage');
  }

  doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void> {
    const session = request.getSession(false);
    const user = session?.getAttribute('user') as User | null | undefined;
    if (user === null || user === undefined) {
      response.sendRedirect(`${request.getContextPath()}${this.#loginPage}`);
      return undefined;
    }
    response.setHeader('X-User', user.getName());
    return chain.doFilter(request, response);
  }
}
