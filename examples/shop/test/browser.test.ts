import { expect, it } from '@jest/globals';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { requires } from '../../../testing/requirements.ts';
import {
  add,
  BROWSER_MS,
  goBack,
  openBrowser,
  openTab,
  sessionId,
  signIn,
} from './support/browser.ts';
import { openShop } from './support/open-shop.ts';

const MINUTE_MS = 60_000;

const inChromium = requires('chromium');

inChromium('the shop in a browser', () => {
  it(
    'is one session for two tabs, and another one for another browser',
    async () => {
      const { origin } = await openShop();
      const browser = await openBrowser();
      const first = await openTab(browser, origin);
      await add(first, 'oat');
      const second = await openTab(browser, `${origin}/cart`);
      expect(await second.locator('[data-quantity=oat]').textContent()).toBe('1');
      expect(await second.locator('[data-handle]').textContent()).toBe(
        await first.locator('[data-handle]').textContent(),
      );

      const stranger = await openTab(await openBrowser(), `${origin}/cart`);
      expect(await stranger.locator('[data-quantity=oat]').count()).toBe(0);
      expect(await stranger.locator('[data-handle]').textContent()).not.toBe(
        await first.locator('[data-handle]').textContent(),
      );
    },
    BROWSER_MS,
  );

  it(
    'changes the id at sign-in, and no script can read it',
    async () => {
      const { origin } = await openShop();
      const browser = await openBrowser();
      const tab = await openTab(browser, origin);
      await add(tab, 'oat');
      const before = await sessionId(browser);
      await signIn(tab, 'ada');
      const after = await sessionId(browser);
      expect(after).toMatch(/^[\w-]{32}$/);
      expect(after).not.toBe(before);
      expect(await tab.evaluate('document.cookie')).toBe('');
      await tab.goto(`${origin}/cart`);
      expect(await tab.locator('[data-quantity=oat]').textContent()).toBe('1');
    },
    BROWSER_MS,
  );

  it(
    'shows nothing by the back button after sign-out',
    async () => {
      const { origin } = await openShop();
      const tab = await openTab(await openBrowser(), origin);
      await add(tab, 'oat');
      await signIn(tab, 'ada');
      await tab.goto(`${origin}/cart`);
      await tab.goto(`${origin}/account`);
      await tab.getByRole('button', { name: 'Sign out', exact: true }).click();
      await tab.getByRole('link', { name: 'Sign in' }).waitFor();

      await goBack(tab);
      expect(new URL(tab.url()).pathname).toBe('/sign-in');
      expect(await tab.content()).not.toContain('Hello, Ada');

      // Another step back, to the cart from before: it is a new and empty one.
      await goBack(tab);
      expect(new URL(tab.url()).pathname).toBe('/cart');
      expect(await tab.locator('[data-quantity=oat]').count()).toBe(0);
    },
    BROWSER_MS,
  );

  it(
    'shows nothing by the back button of another tab either',
    async () => {
      const { origin } = await openShop();
      const browser = await openBrowser();
      const tab = await openTab(browser, origin);
      await signIn(tab, 'ada');
      const other = await openTab(browser, `${origin}/account`);
      await other.goto(`${origin}/session`);
      await other.goto(`${origin}/cart`);
      await tab.getByRole('button', { name: 'Sign out', exact: true }).click();
      await tab.getByRole('link', { name: 'Sign in' }).waitFor();

      await goBack(other);
      await other.getByText('nobody', { exact: true }).waitFor();
      await goBack(other);
      await other.getByLabel('Password').waitFor();
      expect(await other.content()).not.toContain('Hello, Ada');
    },
    BROWSER_MS,
  );

  it(
    'shows nothing by the back button after a sign-out from elsewhere',
    async () => {
      const { origin, manager } = await openShop();
      const tab = await openTab(await openBrowser(), origin);
      await signIn(tab, 'ada');
      await tab.goto(`${origin}/account`);
      await tab.goto(`${origin}/cart`);
      await manager.invalidateByPrincipal('ada');
      await goBack(tab);
      await tab.getByLabel('Password').waitFor();
      expect(await tab.content()).not.toContain('Hello, Ada');
    },
    BROWSER_MS,
  );

  it(
    'signs out another browser',
    async () => {
      const { origin } = await openShop();
      const here = await openTab(await openBrowser(), origin);
      const there = await openTab(await openBrowser(), origin);
      await signIn(here, 'ada');
      await signIn(there, 'ada');
      await here.goto(`${origin}/account`);
      await here.getByRole('button', { name: 'Sign out session' }).click();
      await here.getByText('That session has ended.').waitFor();
      await there.goto(`${origin}/account`);
      expect(new URL(there.url()).pathname).toBe('/sign-in');
    },
    BROWSER_MS,
  );

  it(
    'speaks another language when asked to, and keeps to it',
    async () => {
      const { origin } = await openShop();
      const tab = await openTab(await openBrowser(), `${origin}/cart`);
      await tab.getByRole('button', { name: '中文' }).click();
      await tab.getByText('购物车还是空的。').waitFor();
      await tab.goto(origin);
      expect(await tab.locator('html').getAttribute('lang')).toBe('zh');
    },
    BROWSER_MS,
  );

  it(
    'sells cookies without JavaScript',
    async () => {
      const { origin } = await openShop();
      const browser = await openBrowser({ javaScriptEnabled: false });
      const tab = await openTab(browser, origin);
      await add(tab, 'oat');
      await tab.getByRole('link', { name: /^Cart/ }).click();
      await tab.getByRole('button', { name: 'One more tin of Oat & sultana' }).click();
      await tab.getByRole('link', { name: 'Sign in to order' }).click();
      await tab.getByLabel('Name').fill('mei');
      await tab.getByLabel('Password').fill('oolong-tea');
      await tab.getByRole('button', { name: 'Sign in' }).click();
      await tab.getByRole('button', { name: 'Place the order' }).click();
      await tab.getByText('Thank you!').waitFor();
      await tab.getByRole('link', { name: 'Session' }).first().click();
      expect(await tab.getByRole('link', { name: 'Refresh' }).isVisible()).toBe(true);
      expect(await tab.locator('#own-log').textContent()).toContain('sessionIdChanged');
    },
    BROWSER_MS,
  );
});

inChromium('the session page in a browser', () => {
  it(
    'shows what happens in another tab, as it happens',
    async () => {
      const { origin } = await openShop();
      const browser = await openBrowser();
      const watching = await openTab(browser, `${origin}/session`);
      await watching.locator('#live-badge').waitFor();
      const shopping = await openTab(browser, origin);
      await add(shopping, 'linzer');
      await watching.locator('[data-attribute=cart]', { hasText: '1 linzer' }).waitFor();
      await watching.locator('#own-log .event-valueBound', { hasText: '1 linzer' }).waitFor();
      expect(await watching.locator('#refresh').isVisible()).toBe(false);
    },
    BROWSER_MS,
  );

  it(
    'sees its own session expire, and the shop forgets the cart',
    async () => {
      const { origin } = await openShop({ sessionTimeout: 0.1 });
      const browser = await openBrowser();
      const shopping = await openTab(browser, origin);
      await add(shopping, 'oat');
      const handle = await shopping.locator('[data-handle]').textContent();
      const watching = await openTab(browser, `${origin}/session`);
      await watching.getByText('This session has ended.').waitFor();
      expect(await watching.locator('#remaining').textContent()).toBe('0:00');
      expect(await watching.locator('.event-sessionDestroyed').first().textContent()).toContain(
        'timeout',
      );

      await shopping.goto(`${origin}/cart`);
      expect(await shopping.locator('[data-quantity=oat]').count()).toBe(0);
      expect(await shopping.locator('[data-handle]').textContent()).not.toBe(handle);
    },
    BROWSER_MS,
  );

  it(
    'tells somebody whose session has expired that a form is out of date',
    async () => {
      const clock = new FakeClock();
      const { origin } = await openShop({ sessionTimeout: 30, clock });
      const tab = await openTab(await openBrowser(), origin);
      clock.advance(31 * MINUTE_MS);
      await tab.locator('#oat').getByRole('button').click();
      await tab.locator('main.problem').waitFor();
      const heading = await tab.getByRole('heading').textContent();
      expect(heading).toBe('This form is out of date');
    },
    BROWSER_MS,
  );
});
