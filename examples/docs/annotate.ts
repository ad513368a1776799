// #region annotate
import {
  annotate,
  createServer,
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  MultipartConfig,
  WebApplication,
  WebServlet,
} from '@httpsession/servlet';

class Upload extends HttpServlet {
  override doPost(request: HttpServletRequest, response: HttpServletResponse): void {
    const parts = request.getParts();
    response.getWriter().println(`${[...parts].length} parts`);
  }
}

annotate(Upload, WebServlet('/upload'), MultipartConfig({ maxFileSize: 1024 * 1024 }));

export const server = createServer(new WebApplication({ classes: [Upload] }));
// #endregion annotate
