import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { UserDirectory } from '../src/users.ts';
import { openShop } from './support/open-shop.ts';
import type { OpenShop } from './support/open-shop.ts';

const RIGHT = { name: 'ada', password: 'biscuit-tin' };

/** Posts one form after the other, and gives the status codes. */
async function tryAll({ visitor }: OpenShop, names: string[]): Promise<number[]> {
  const guest = visitor();
  await guest.get('/sign-in');
  const codes: number[] = [];
  for (const name of names) codes.push((await guest.post('/sign-in', { name })).status);
  return codes;
}

const times = (count: number, name: string): string[] => Array.from({ length: count }, () => name);

afterEach(() => {
  jest.restoreAllMocks();
});

describe('guessing passwords', () => {
  it('has to wait after five failures with one name, wherever they come from', async () => {
    const clock = new FakeClock();
    const shop = await openShop({ clock });
    expect(await tryAll(shop, times(5, 'ada'))).toEqual([303, 303, 303, 303, 303]);

    const guest = shop.visitor();
    await guest.get('/sign-in');
    const { status, headers, body } = await guest.post('/sign-in', RIGHT);
    expect([status, headers.get('retry-after')]).toEqual([429, '1']);
    expect(body).toContain('Too many sign-ins');
    clock.advance(1000);
    expect((await guest.submit('/sign-in', RIGHT)).body).toContain('Hello, Ada');
  });

  it('has to wait after twenty failures from one address, whatever the names', async () => {
    const shop = await openShop({ clock: new FakeClock() });
    const names = Array.from({ length: 20 }, (_, index) => `name${String(index)}`);
    expect(new Set(await tryAll(shop, names))).toEqual(new Set([303]));
    expect(await tryAll(shop, ['ada'])).toEqual([429]);
  });

  it('is not faster when all guesses come at once', async () => {
    const shop = await openShop({ clock: new FakeClock() });
    const guest = shop.visitor();
    await guest.get('/sign-in');
    const answers = await Promise.all(
      times(8, 'mei').map((name) => guest.post('/sign-in', { name })),
    );
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(3);
  });

  it('is forgiven to who knows the password after all', async () => {
    const shop = await openShop({ clock: new FakeClock() });
    await tryAll(shop, times(4, 'ada'));
    await shop.visitor().signIn('ada');
    expect(await tryAll(shop, times(5, 'ada'))).toEqual([303, 303, 303, 303, 303]);
  });

  it('keeps no more than two checks running, and turns down what has no room to wait', async () => {
    const shop = await openShop({ clock: new FakeClock() });
    const guest = shop.visitor();
    await guest.get('/sign-in');
    const ends: (() => void)[] = [];
    jest
      .spyOn(UserDirectory.prototype, 'verify')
      .mockImplementation(() => new Promise((resolve) => ends.push(() => resolve(false))));

    const names = Array.from({ length: 19 }, (_, index) => `name${String(index)}`);
    const answers = names.map(async (name) => (await guest.post('/sign-in', { name })).status);
    // Two run and sixteen wait, so the nineteenth is answered before any check has ended.
    expect(await Promise.race(answers)).toBe(429);
    expect(ends).toHaveLength(2);
    for (let ended = 0; ended < 18; ended += 1) {
      while (ends.length <= ended) await new Promise(setImmediate);
      ends[ended]!();
    }
    expect((await Promise.all(answers)).filter((status) => status === 303)).toHaveLength(18);
  });
});
