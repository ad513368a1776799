import { describe, expect, it } from '@jest/globals';
import {
  IllegalArgumentException,
  OptionError,
  SessionManager,
  SessionTrackingMode,
} from 'httpsession';
import { serve } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

describe('G. Tracking modes', () => {
  it('SES-111 there are three modes, in this order', () => {
    expect(SessionTrackingMode.values()).toEqual(['COOKIE', 'URL', 'SSL']);
    expect(SessionTrackingMode.valueOf('URL')).toBe(SessionTrackingMode.URL);
    expect(() => SessionTrackingMode.valueOf('url')).toThrow(IllegalArgumentException);
  });

  it('SES-112 cookies are always supported, and the default', async () => {
    const app = await serve();
    expect([...app.manager.context.getDefaultSessionTrackingModes()]).toEqual(['COOKIE']);
    expect(await findsSession(app, { cookie: await startSession(app) })).toBe(true);
  });

  it('SES-115 TLS tracking together with another mode is refused', () => {
    const modes = ['URL', 'SSL'] as unknown as ['URL'];
    expect(() => new SessionManager({ trackingModes: modes })).toThrow(OptionError);
  });

  it('SES-117 the default modes are a copy', async () => {
    const { context } = (await serve()).manager;
    context.getDefaultSessionTrackingModes().clear();
    expect([...context.getDefaultSessionTrackingModes()]).toEqual(['COOKIE']);
  });

  it('SES-118 the effective modes are the configured ones, as a copy', async () => {
    const { context } = (await serve({ trackingModes: ['URL'] })).manager;
    context.getEffectiveSessionTrackingModes().clear();
    expect([...context.getEffectiveSessionTrackingModes()]).toEqual(['URL']);
  });

  it('SES-118 without configuration the default modes are in effect', async () => {
    const { context } = (await serve()).manager;
    expect(context.getEffectiveSessionTrackingModes()).toEqual(
      context.getDefaultSessionTrackingModes(),
    );
  });

  it('SES-120 without cookie tracking cookies are neither sent nor read', async () => {
    const app = await serve({ trackingModes: ['URL'] });
    const visit = await app.visit((request) => request.getSession().getId());
    expect(visit.setCookies).toEqual([]);
    expect(await findsSession(app, { cookie: `JSESSIONID=${visit.result}` })).toBe(false);
  });

  it('SES-120 without URL tracking path parameters are not read', async () => {
    const app = await serve({ trackingModes: ['COOKIE'] });
    const { result: id } = await app.visit((request) => request.getSession().getId());
    await app.visit(
      (request) => {
        expect(request.getSession(false)).toBeNull();
        expect(request.isRequestedSessionIdFromURL()).toBe(false);
        expect(request.getRequestedSessionId()).toBeNull();
      },
      { path: `/;jsessionid=${id}` },
    );
  });
});
