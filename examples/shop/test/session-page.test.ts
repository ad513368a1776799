import { describe, expect, it } from '@jest/globals';
import { openShop } from './support/open-shop.ts';
import { between } from './support/visitor.ts';

/** What the page says a method of the session gives. */
function fact(page: string, method: string): string | undefined {
  return between(page, `data-fact="${method}">`, '</dd>')?.trim();
}

describe('the session page', () => {
  it('shows the state of the session', async () => {
    const { visitor } = await openShop({ sessionTimeout: 10 });
    const ada = visitor();
    const first = (await ada.get('/session')).body;
    expect(fact(first, 'isNew')).toBe('yes');
    expect(fact(first, 'isRequestedSessionIdFromCookie')).toBe('nothing yet');
    expect(fact(first, 'getPrincipal')).toBe('nobody');

    await ada.signIn('ada');
    const then = (await ada.get('/session')).body;
    expect(fact(then, 'isNew')).toBe('no');
    expect(fact(then, 'isRequestedSessionIdFromCookie')).toBe('cookie');
    expect(fact(then, 'getPrincipal')).toBe('ada');
    expect(fact(then, 'getMaxInactiveInterval')).toBe('10 minutes');
  });

  it('shows the attributes, but not what protects the forms', async () => {
    const { visitor } = await openShop();
    const guest = visitor();
    await guest.get('/');
    await guest.submit('/cart/add', { product: 'oat' });
    const { body } = await guest.get('/session');
    const rows = between(body, '<tbody id="attributes">', '</tbody>') ?? '';
    expect(rows).toContain('<code>1 oat</code>');
    expect(rows).toContain('csrfToken');
    expect(rows).not.toContain(guest.token);
    expect(between(body, 'id="own-log"', '</ol>')).not.toContain(guest.token);
  });

  it('never shows an id, old or new', async () => {
    const { visitor } = await openShop();
    const ada = visitor();
    await ada.get('/');
    const ids = [ada.cookie];
    await ada.signIn('ada');
    ids.push(ada.cookie);
    await ada.submit('/session/change-id');
    ids.push(ada.cookie);
    const { body } = await ada.get('/session');
    expect(new Set(ids).size).toBe(3);
    expect(ids.filter((id) => body.includes(id.slice('JSESSIONID='.length)))).toEqual([]);
  });

  it('changes the id and keeps the session', async () => {
    const { visitor, manager } = await openShop();
    const guest = visitor();
    await guest.get('/');
    const before = guest.cookie;
    const { body } = await guest.submit('/session/change-id');
    expect(guest.cookie).not.toBe(before);
    expect(body).toContain('event-sessionIdChanged');
    expect(manager.metrics.createdSessions).toBe(1);
  });

  it('ends the session and begins another one', async () => {
    const { visitor } = await openShop();
    const guest = visitor();
    const handle = await guest.handle();
    const { body } = await guest.submit('/session/end');
    expect(fact(body, 'isNew')).toBe('yes');
    expect(await guest.handle()).not.toBe(handle);
  });

  it('lets the session expire in 15 seconds', async () => {
    const { visitor } = await openShop();
    const guest = visitor();
    await guest.get('/session');
    const { body } = await guest.submit('/session/shorten');
    expect(fact(body, 'getMaxInactiveInterval')).toBe('15 seconds');
    expect(body).toContain('ends in 15 seconds.');
    expect(body).not.toContain('data-attribute="notice"');
    expect(between(body, 'aria-labelledby="remaining-label">', '</p>')?.trim()).toBe('0:15');
  });

  it('has no clock for a session that never ends', async () => {
    const { visitor } = await openShop({ sessionTimeout: 0 });
    const { body } = await visitor().get('/session');
    expect(fact(body, 'getMaxInactiveInterval')).toBe('never');
    expect(body).not.toContain('id="remaining"');
  });

  it('shows of strangers their handles and events, and nothing that is theirs', async () => {
    const { visitor } = await openShop();
    const [ada, eve] = [visitor(), visitor()];
    await ada.signIn('ada');
    await ada.submit('/cart/add', { product: 'linzer' });
    const handle = await ada.handle();
    const { body } = await eve.get('/session');
    const others = between(body, 'id="other-log"', '</ol>') ?? '';
    expect(others).toContain(handle);
    expect(others).toContain('attributeAdded');
    expect(others).not.toMatch(/linzer|welcome|visits|cart|ada/);
  });
});
