/* eslint-disable @typescript-eslint/no-empty-object-type -- interfaces that only merge have nothing of their own */
// #region types
import type { SessionRequestMethods, SessionResponseMethods } from 'httpsession';

declare module 'express-serve-static-core' {
  interface Request extends SessionRequestMethods {}
  interface Response extends SessionResponseMethods {}
}
// #endregion types
import express, { type Express } from 'express';

export const app: Express = express();
app.get('/', (request, response) => {
  const session = request.getSession();
  session.setAttribute('visits', Number(session.getAttribute('visits') ?? 0) + 1);
  response.send(`visits: ${String(session.getAttribute('visits'))}\n`);
});
