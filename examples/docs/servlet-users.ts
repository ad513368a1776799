import {
  createServer,
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  type Principal,
  WebApplication,
} from '@httpsession/servlet';

const ROLES: Readonly<Record<string, readonly string[]>> = { ann: ['clerk'], bob: [] };

async function findUser(name: string, password: string): Promise<Principal | null> {
  return name in ROLES && password === 'secret' ? { getName: () => name } : null;
}

class Page extends HttpServlet {
  override doGet(request: HttpServletRequest, response: HttpServletResponse): void {
    response.getWriter().print(`${request.getServletPath()} ${request.getRemoteUser() ?? '-'}`);
  }
}

// #region users
const app = new WebApplication({
  servlets: { page: { servlet: Page, urlPatterns: ['/orders/*', '/login', '/wrong'] } },
  realm: {
    authenticate: (name, password) => findUser(name, password),
    hasRole: (principal, role) => ROLES[principal.getName()]?.includes(role) ?? false,
  },
  security: {
    loginConfig: { authMethod: 'FORM', formLoginPage: '/login', formErrorPage: '/wrong' },
    constraints: [{ resources: [{ urlPatterns: ['/orders/*'] }], roles: ['clerk'] }],
  },
});
// #endregion users

export const server = createServer(app);
