import { realpath } from 'node:fs/promises';
import { DispatcherType, HttpServlet, RequestDispatcher } from '../../api/index.ts';
import type { HttpServletRequest, HttpServletResponse, MaybePromise } from '../../api/index.ts';
import { encodePath } from '../dispatch/dispatch-path.ts';
import { kindOf } from './file-kind.ts';
import { isHidden, isPrivate } from './private-paths.ts';
import { sendFile } from './send-file.ts';

/**
 * Serves the files below the application's resource root: Tomcat's `DefaultServlet`, without listings and
 * without writing. Ranges and conditions are honoured. `WEB-INF` and `META-INF` are for dispatchers only;
 * files whose name begins with a dot are for nobody, but for `.well-known`. As in Tomcat, links that lead to
 * another name are not followed.
 */
export class DefaultServlet extends HttpServlet {
  #root: Promise<string | null> | undefined;

  /** An error page is a file like any other, whatever the request that failed was (10.9). */
  override service(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    return request.getDispatcherType() === DispatcherType.ERROR
      ? this.doGet(request, response)
      : super.service(request, response);
  }

  override doGet(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    const path = pathOf(request);
    const isDirect = request.getDispatcherType() === DispatcherType.REQUEST;
    const hasFiles = this.getServletContext().getRealPath('/') !== null;
    if (!hasFiles || (isDirect && isPrivate(path)) || isHidden(path)) {
      notFound(request, response);
      return undefined;
    }
    return this.#serve(path, request, response);
  }

  /** As in Tomcat: a form may be sent to a page. */
  override doPost(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    return this.doGet(request, response);
  }

  async #serve(
    path: string,
    request: HttpServletRequest,
    response: HttpServletResponse,
  ): Promise<void> {
    const root = await this.#rootFolder();
    const kind = root === null ? 'none' : await kindOf(root, path);
    if (kind === 'directory' && !path.endsWith('/') && !isIncludedIn(request)) {
      redirectToFolder(request, response);
    } else if (kind === 'file' && root !== null) {
      const type = this.getServletContext().getMimeType(path);
      await sendFile({ root, path: encodePath(path), type }, request, response);
    } else {
      notFound(request, response);
    }
  }

  #rootFolder(): Promise<string | null> {
    const root = this.getServletContext().getRealPath('/');
    return (this.#root ??= root === null ? Promise.resolve(null) : realRoot(root));
  }
}

async function realRoot(root: string): Promise<string | null> {
  try {
    return await realpath(root);
  } catch {
    return null;
  }
}

function isIncludedIn(request: HttpServletRequest): boolean {
  return request.getDispatcherType() === DispatcherType.INCLUDE;
}

/** The path of the file, decoded, below the root: of an include that of the included file. */
function pathOf(request: HttpServletRequest): string {
  const path = request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH);
  if (!isIncludedIn(request) || typeof path !== 'string') {
    return request.getServletPath() + (request.getPathInfo() ?? '') || '/';
  }
  const info = request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
  return path + (typeof info === 'string' ? info : '') || '/';
}

/**
 * As in Tomcat: who includes a file that is not there is told, for the status is not the included one's to set.
 * The same goes for an error page, whose status is that of the error.
 * @throws FileNotFoundError in an include, and for an error page
 */
function notFound(request: HttpServletRequest, response: HttpServletResponse): void {
  const type = request.getDispatcherType();
  if (type === DispatcherType.INCLUDE || type === DispatcherType.ERROR) {
    throw new FileNotFoundError(pathOf(request));
  }
  response.sendError(404);
}

/** So that relative links of what the folder shows lead into it. Never a URL that begins with `//`. */
function redirectToFolder(request: HttpServletRequest, response: HttpServletResponse): void {
  let uri = request.getRequestURI();
  while (uri.startsWith('//')) uri = uri.slice(1);
  const query = request.getQueryString();
  const location = `${uri}/${query === null ? '' : `?${query}`}`;
  response.sendRedirect(response.encodeRedirectURL(location));
}

/** A file that an application names and that is not there: Java's `FileNotFoundException`. */
class FileNotFoundError extends Error {
  constructor(path: string) {
    super(`The file ${path} does not exist`);
    this.name = 'FileNotFoundException';
  }
}
