// #region usage
import { createServer } from 'httpsession';
import { ambientHandler } from '@httpsession/ambient';
import { response, session } from '@httpsession/ambient/http';

export function count(): void {
  const visits = Number(session.getAttribute('visits') ?? 0) + 1;
  session.setAttribute('visits', visits);
  response.println(`visits: ${visits}`);
}

export const server = createServer({ sessionTimeout: 30 }, ambientHandler(count));
// #endregion usage
