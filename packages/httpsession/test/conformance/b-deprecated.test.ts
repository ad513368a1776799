import { describe, expect, it } from '@jest/globals';
import { IllegalArgumentException, IllegalStateException } from 'httpsession';
import { ListenerLog } from '../support/listener-log.ts';
import { serve } from '../support/serve.ts';

/* eslint-disable @typescript-eslint/no-deprecated -- what is deprecated is the subject here */

describe('B. Methods deprecated in 2.1 and 2.2', () => {
  it('SES-027 S3-24 getValue gives the attribute', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', 1);
      expect(session.getValue('a')).toBe(1);
      expect(session.getValue('b')).toBeNull();
    });
  });

  it('SES-027 getValue throws after the end', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.invalidate();
      expect(() => session.getValue('a') as unknown).toThrow(IllegalStateException);
    });
  });

  it('SES-028 S3-28 putValue binds an attribute and tells the listeners', async () => {
    const log = new ListenerLog();
    const app = await serve({ listeners: [log.listener()] });
    await app.visit((request) => {
      request.getSession().putValue('a', log.value('one'));
      expect(String(request.getSession().getAttribute('a'))).toBe('one');
    });
    expect(log.lines).toEqual(['created', 'bound one', 'added a=one']);
  });

  it.each([
    ['name', null, 'value'],
    ['value', 'name', null],
  ])('SES-028 putValue refuses null as the %s', async (_what, name, value) => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      expect(() => session.putValue(name as string, value)).toThrow(IllegalArgumentException);
      expect(session.getValueNames()).toEqual([]);
    });
  });

  it('SES-029 S3-30 removeValue unbinds an attribute and tells the listeners', async () => {
    const log = new ListenerLog();
    const app = await serve({ listeners: [log.listener()] });
    await app.visit((request) => {
      const session = request.getSession();
      session.putValue('a', 1);
      session.removeValue('a');
      expect(session.getAttribute('a')).toBeNull();
    });
    expect(log.lines).toEqual(['created', 'added a=1', 'removed a=1']);
  });

  it('SES-030 S3-25 getValueNames is an array of the bound names', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      expect(session.getValueNames()).toEqual([]);
      session.setAttribute('a', 1);
      session.setAttribute('b', 2);
      const names = session.getValueNames();
      expect(Array.isArray(names)).toBe(true);
      expect(names.sort()).toEqual(['a', 'b']);
    });
  });

  it('SES-031 S3-22 S3-23 getSessionContext gives an object that knows no session', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      const context = session.getSessionContext();
      expect(context.getSession(session.getId())).toBeNull();
      expect(context.getIds().hasMoreElements()).toBe(false);
    });
  });

  it('SES-032 isRequestedSessionIdFromUrl is isRequestedSessionIdFromURL', async () => {
    const app = await serve({ trackingModes: ['URL'] });
    const path = '/page;jsessionid=abcdefghijklmnopqrstuvwx';
    const inUrl = await app.visit((request) => request.isRequestedSessionIdFromUrl(), { path });
    const nowhere = await app.visit((request) => request.isRequestedSessionIdFromUrl());
    expect([inUrl.result, nowhere.result]).toEqual([true, false]);
  });

  it('SES-033 encodeUrl and encodeRedirectUrl are encodeURL and encodeRedirectURL', async () => {
    const app = await serve({ trackingModes: ['URL'] });
    await app.visit((request, response) => {
      const id = request.getSession().getId();
      expect(response.encodeUrl('/next')).toBe(`/next;jsessionid=${id}`);
      expect(response.encodeRedirectUrl('/next')).toBe(`/next;jsessionid=${id}`);
    });
  });
});
