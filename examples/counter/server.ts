import type { AddressInfo } from 'node:net';
import { createServer } from 'httpsession';

// #region types
declare module 'httpsession' {
  interface SessionAttributes {
    visits: number;
  }
}
// #endregion types

const server = createServer({ sessionTimeout: 30, sessionMax: 4096 }, (request, response) => {
  const session = request.getSession();
  const visits = (session.getAttribute('visits') ?? 0) + 1;
  session.setAttribute('visits', visits);
  response.end(`visits: ${visits}\n`);
});

server.listen(Number(process.env['PORT'] ?? 8080), () => {
  const { port } = server.address() as AddressInfo;
  console.log(`http://localhost:${port}/`);
});
