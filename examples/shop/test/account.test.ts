import { describe, expect, it } from '@jest/globals';
import { openShop } from './support/open-shop.ts';

describe('where I am signed in', () => {
  it('lists every session of the person and of nobody else, by handle', async () => {
    const { visitor } = await openShop();
    const [laptop, phone, mei] = [visitor(), visitor(), visitor()];
    await laptop.signIn('ada');
    await phone.signIn('ada');
    await mei.signIn('mei');
    const handles = await Promise.all([laptop.handle(), phone.handle(), mei.handle()]);
    const { body } = await laptop.get('/account');
    expect(handles.map((handle) => body.includes(`data-session="${handle}"`))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('never shows an id', async () => {
    const { visitor } = await openShop();
    const [laptop, phone] = [visitor(), visitor()];
    await laptop.signIn('ada');
    await phone.signIn('ada');
    const { body } = await laptop.get('/account');
    const ids = [laptop, phone].map(({ cookie }) => cookie.slice('JSESSIONID='.length));
    expect(ids.every((id) => id.length >= 16)).toBe(true);
    expect(ids.filter((id) => body.includes(id))).toEqual([]);
  });

  it('signs out there, and stays signed in here', async () => {
    const { visitor } = await openShop();
    const [laptop, phone] = [visitor(), visitor()];
    await laptop.signIn('ada');
    await phone.signIn('ada');
    const handle = await phone.handle();
    await laptop.submit('/account/sign-out-there', { handle });
    expect((await phone.get('/account')).status).toBe(303);
    expect((await laptop.get('/account')).status).toBe(200);
  });

  it('does not sign out somebody else', async () => {
    const { visitor } = await openShop();
    const [ada, mei] = [visitor(), visitor()];
    await ada.signIn('ada');
    await mei.signIn('mei');
    await ada.submit('/account/sign-out-there', { handle: await mei.handle() });
    expect((await mei.get('/account')).status).toBe(200);
  });

  it('signs out everywhere else', async () => {
    const { visitor } = await openShop();
    const [laptop, phone, tablet] = [visitor(), visitor(), visitor()];
    for (const device of [laptop, phone, tablet]) await device.signIn('ada');
    await laptop.submit('/account/sign-out-elsewhere');
    expect((await phone.get('/account')).status).toBe(303);
    expect((await tablet.get('/account')).status).toBe(303);
    expect((await laptop.get('/account')).body).toContain('You are signed in nowhere else.');
  });

  it('is for those who are signed in', async () => {
    const { visitor } = await openShop();
    const guest = visitor();
    await guest.get('/');
    for (const path of ['/account/sign-out-there', '/account/sign-out-elsewhere']) {
      const { headers } = await guest.post(path, { handle: 'any' });
      expect(headers.get('location')).toBe('/sign-in?next=/account');
    }
  });
});
