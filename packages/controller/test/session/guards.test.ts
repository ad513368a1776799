import { describe, expect, it } from '@jest/globals';

import { requireRole, requireSession } from '../../src/session/guards.ts';
import { TestController, statusOf, type ExchangeOptions } from '../support/fake-exchange.ts';
import { FakeSession } from '../support/fake-session.ts';
import { FakeInvocation } from '../support/invocation.ts';

function visit(options: ExchangeOptions = {}): FakeInvocation<TestController> {
  return new FakeInvocation(new TestController(options));
}

describe('requireSession', () => {
  it('lets a request with a session through', () => {
    const inv = visit({ session: new FakeSession() });
    void requireSession().intercept(inv);
    expect(inv.runs).toBe(1);
  });

  it('answers 401 without one, and creates none', () => {
    const inv = visit();
    expect(statusOf(() => requireSession().intercept(inv))).toBe(401);
    expect(inv.runs).toBe(0);
    expect(inv.getController().request.session).toBeUndefined();
  });

  it('wants an attribute, when one is named', () => {
    const guard = requireSession({ attribute: 'loginUser' });
    const session = new FakeSession();
    expect(statusOf(() => guard.intercept(visit({ session })))).toBe(401);
    session.setAttribute('loginUser', 'ada');
    const inv = visit({ session });
    void guard.intercept(inv);
    expect(inv.runs).toBe(1);
  });

  it('sends others to a page that can send them back', async () => {
    const guard = requireSession({ redirect: '/login', returnPara: 'returnPath' });
    const inv = visit({ uri: '/shop/orders/2', contextPath: '/shop', query: 'a=1&b=2' });
    void guard.intercept(inv);
    const response = await inv.getController().answer();
    expect(inv.runs).toBe(0);
    expect(response.headers.get('Location')).toBe(
      '/shop/login?returnPath=%2Forders%2F2%3Fa%3D1%26b%3D2',
    );
  });

  it('does not send anybody back to where they posted', async () => {
    const guard = requireSession({ redirect: '/login', returnPara: 'returnPath' });
    const inv = visit({ method: 'POST' });
    void guard.intercept(inv);
    const response = await inv.getController().answer();
    expect(response.headers.get('Location')).toBe('/login');
  });
});

describe('requireRole', () => {
  it('S1-19 S2-27 lets those with one of the roles through', () => {
    const inv = visit({ roles: ['editor'] });
    void requireRole(['admin', 'editor']).intercept(inv);
    expect(inv.runs).toBe(1);
  });

  it('answers 403 to those with others, and 401 to strangers', () => {
    expect(statusOf(() => requireRole('admin').intercept(visit({ roles: ['editor'] })))).toBe(403);
    expect(statusOf(() => requireRole('admin').intercept(visit()))).toBe(401);
  });

  it('S4-18 takes roles from where the application keeps them', () => {
    const session = new FakeSession();
    const guard = requireRole('admin', {
      rolesOf: (controller) =>
        (controller.getSession(false)?.getAttribute('roles') ?? null) as string[] | null,
    });
    session.setAttribute('roles', ['editor']);
    expect(statusOf(() => guard.intercept(visit({ session, roles: ['admin'] })))).toBe(403);
    session.setAttribute('roles', ['admin']);
    const inv = visit({ session });
    void guard.intercept(inv);
    expect(inv.runs).toBe(1);
    expect(statusOf(() => guard.intercept(visit()))).toBe(401);
  });
});
