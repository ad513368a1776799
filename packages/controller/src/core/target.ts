import type { HttpServletRequest } from '@httpsession/servlet';

/**
 * The path of a request below the context path, as it was sent, but without path parameters, such as
 * the session id in `/user;jsessionid=…`.
 */
export function targetOf(request: HttpServletRequest): string {
  const uri = request.getRequestURI();
  const { length } = request.getContextPath();
  const path = length === 0 ? uri : uri.slice(length);
  return path.includes(';') ? withoutPathParameters(path) : path;
}

function withoutPathParameters(path: string): string {
  return path
    .split('/')
    .map((segment) => {
      const end = segment.indexOf(';');
      return end < 0 ? segment : segment.slice(0, end);
    })
    .join('/');
}
