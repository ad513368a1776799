import { describe, expect, it } from '@jest/globals';
import { SessionManager } from 'httpsession';
import { serve } from '../support/serve.ts';

describe('the option servletContext', () => {
  it('is what sessions and the manager give', async () => {
    const own = new SessionManager({ contextPath: '/own' });
    const servletContext = own.context;
    const manager = new SessionManager({ servletContext, contextPath: '/shop' });
    expect(manager.context).toBe(servletContext);
    const app = await serve({ servletContext });
    const { result } = await app.visit((request) => request.getSession().getServletContext());
    expect(result).toBe(servletContext);
    await Promise.all([own.close(), manager.close()]);
  });

  it('left out, every manager has a context of its own', async () => {
    const managers = [new SessionManager(), new SessionManager()];
    expect(managers[0]?.context).not.toBe(managers[1]?.context);
    await Promise.all(managers.map((manager) => manager.close()));
  });
});
