import { createServer } from 'httpsession';
// #region script
import { request, response, session } from '@httpsession/ambient/http';

function showAttribute(): void {
  session.setAttribute('attr1', 'value1');
  const attr: unknown = session.getAttribute('attr1');
  response.println(`[Attribute]: ${attr}`);
}
// #endregion script

function leave(): void {
  session.invalidate();
  response.sendRedirect('/show');
}

// #region server
import { ambientHandler } from '@httpsession/ambient';

const scripts = new Map([
  ['/show', showAttribute],
  ['/leave', leave],
]);

export const server = createServer(
  { sessionTimeout: 30 },
  ambientHandler(() => {
    const script = scripts.get(request.getRequestURI());
    if (script === undefined) response.sendError(response.NOT_FOUND);
    else script();
  }),
);
// #endregion server
