import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { LiveReader, streamOf } from './support/live-reader.ts';
import type { LiveEvent } from './support/live-reader.ts';
import { openShop } from './support/open-shop.ts';

const MINUTE_MS = 60_000;

/** Whether an event puts that text in front of a list. */
const puts =
  (id: string, text: string) =>
  ({ event, data }: LiveEvent): boolean =>
    event === 'prepend' &&
    JSON.stringify(data).includes(text) &&
    (data as { id: string }).id === id;

const touched = ({ event }: LiveEvent): boolean => event === 'touched';
const ended = ({ event }: LiveEvent): boolean => event === 'ended';

describe('the live log', () => {
  it('tells of a change in another tab, the attributes with it', async () => {
    const { visitor, origin } = await openShop();
    const guest = visitor();
    const reader = await LiveReader.open(origin, (await guest.get('/session')).body);
    await guest.post('/cart/add', { product: 'oat' });
    await reader.until(puts('own-log', 'attributeAdded'));
    const events = await reader.until(touched);
    expect(JSON.stringify(events)).toContain('data-attribute=\\"cart\\"');
    await reader.close();
  });

  it('tells of strangers only that something happened', async () => {
    const { visitor, origin } = await openShop();
    const [guest, ada] = [visitor(), visitor()];
    const reader = await LiveReader.open(origin, (await guest.get('/session')).body);
    await ada.signIn('ada');
    const handle = await ada.handle();
    await ada.submit('/session/end');
    await reader.until(({ data }) => (data as { id: string }).id === 'other-log');
    const events = await reader.until(puts('other-log', 'sessionDestroyed'));
    const told = JSON.stringify(events);
    expect(told).toContain(handle);
    expect(told).not.toMatch(/welcome|visits = |csrfToken|invalidated/);
    await reader.close();
  });

  it('does not keep the session alive, and tells of its end', async () => {
    const clock = new FakeClock();
    const { visitor, origin } = await openShop({ sessionTimeout: 1, clock });
    const guest = visitor();
    const { body } = await guest.get('/session');
    const reader = await LiveReader.open(origin, body, guest.cookie);
    clock.advance(2 * MINUTE_MS);
    const events = await reader.until(ended);
    expect(JSON.stringify(events)).toContain('timeout');
  });

  it('is closed by the end of the session', async () => {
    const { visitor, origin } = await openShop();
    const guest = visitor();
    const reader = await LiveReader.open(origin, (await guest.get('/session')).body);
    await guest.post('/sign-out');
    await reader.until(ended);
    await expect(reader.until(() => false)).rejects.toThrow('The stream has ended');
  });

  it('opens to nobody without the key', async () => {
    const { visitor, origin } = await openShop();
    const ada = visitor();
    const handle = await ada.handle();
    for (const key of ['', 'x', handle, ada.cookie]) {
      const query = new URLSearchParams({ key }).toString();
      expect((await fetch(`${origin}/session/live?${query}`)).status).toBe(404);
    }
  });

  it('goes on over a change of the id', async () => {
    const { visitor, origin } = await openShop();
    const ada = visitor();
    const reader = await LiveReader.open(origin, (await ada.get('/session')).body);
    await ada.post('/session/change-id');
    const events = await reader.until(puts('own-log', 'idChanged'));
    expect(JSON.stringify(events)).toContain('sessionIdChanged');
    await reader.close();
  });

  it('has another key after a sign-in: who knew the old one sees nothing of it', async () => {
    const { visitor, origin } = await openShop();
    const ada = visitor();
    const { body } = await ada.get('/session');
    const reader = await LiveReader.open(origin, body);
    await ada.signIn('ada');
    await expect(reader.until(puts('own-log', 'welcome'))).rejects.toThrow('The stream has ended');
    expect((await fetch(origin + streamOf(body))).status).toBe(404);

    const again = await LiveReader.open(origin, (await ada.get('/session')).body);
    await again.close();
  });

  it('is open four times for one session, and no visitor keeps others from theirs', async () => {
    const { visitor, origin } = await openShop();
    const [guest, ada] = [visitor(), visitor()];
    const { body } = await guest.get('/session');
    const open = () => LiveReader.open(origin, body);
    const readers = await Promise.all([open(), open(), open(), open()]);
    expect((await fetch(origin + streamOf(body))).status).toBe(503);
    readers.push(await LiveReader.open(origin, (await ada.get('/session')).body));
    await Promise.all(readers.map((reader) => reader.close()));
  });

  it.each(['/session/live', '/session/live;jsessionid=x', '/session;jsessionid=x/live'])(
    'does not keep the session alive at %s either',
    async (path) => {
      const clock = new FakeClock();
      const { visitor, origin, manager } = await openShop({ sessionTimeout: 1, clock });
      const guest = visitor();
      const stream = streamOf((await guest.get('/session')).body);
      clock.advance(0.75 * MINUTE_MS);
      const headers = { cookie: guest.cookie };
      const { body } = await fetch(origin + stream.replace('/session/live', path), { headers });
      await body?.cancel();
      clock.advance(0.75 * MINUTE_MS);
      expect(manager.metrics.timedOutSessions).toBe(1);
    },
  );

  it('is not there any more for a session that ended before anybody looked', async () => {
    const { visitor, origin } = await openShop();
    const guest = visitor();
    const { body } = await guest.get('/session');
    await guest.post('/session/end');
    expect((await fetch(origin + streamOf(body))).status).toBe(404);
  });
});
