import { describe, expect, it } from '@jest/globals';
import { serve } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

const YEAR = 365 * 24 * 3_600_000;

describe('I. Default timeout of the application', () => {
  it('SES-141 the application tells its timeout in minutes', async () => {
    const app = await serve({ sessionTimeout: 54 });
    expect(app.manager.context.getSessionTimeout()).toBe(54);
  });

  it.each([0, -1])('SES-143 with a timeout of %d sessions do not end', async (sessionTimeout) => {
    const app = await serve({ sessionTimeout });
    const cookie = await startSession(app, (session) => {
      expect(session.getMaxInactiveInterval()).toBeLessThanOrEqual(0);
    });
    app.clock.advance(YEAR);
    expect(await findsSession(app, { cookie })).toBe(true);
  });

  it('SES-145 S1-22 S3-12 minutes of the application are seconds of the session', async () => {
    const app = await serve({ sessionTimeout: 2 });
    const cookie = await startSession(app, (session) => {
      expect(session.getMaxInactiveInterval()).toBe(120);
      expect(session.getServletContext().getSessionTimeout()).toBe(2);
    });
    app.clock.advance(119_990);
    expect(await findsSession(app, { cookie })).toBe(true);
    app.clock.advance(120_010);
    expect(await findsSession(app, { cookie })).toBe(false);
  });

  it('SES-146 S0-02 the timeout is half an hour when nothing is configured', async () => {
    const app = await serve();
    expect(app.manager.context.getSessionTimeout()).toBe(30);
  });
});
