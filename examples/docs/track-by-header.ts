// #region server
import { createServer, headerTracker, type SessionServer } from 'httpsession';

export const server: SessionServer = createServer(
  { trackingModes: [headerTracker('X-Session-Id')] },
  (request, response) => {
    const session = request.getSession();
    session.setAttribute('calls', Number(session.getAttribute('calls') ?? 0) + 1);
    response.end(JSON.stringify({ calls: session.getAttribute('calls') as number }));
  },
);
// #endregion server
