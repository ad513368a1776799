// #region server
import { createServer, type SessionServer } from 'httpsession';

export const server: SessionServer = createServer(
  { trackingModes: ['COOKIE', 'URL'] },
  (request, response) => {
    const session = request.getSession();
    session.setAttribute('pages', Number(session.getAttribute('pages') ?? 0) + 1);
    const next = response.encodeURL('/next?page=2');
    response.setHeader('Content-Type', 'text/html');
    response.end(`<a href="${next}">next</a> pages: ${session.getAttribute('pages')}\n`);
  },
);
// #endregion server
