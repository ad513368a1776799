import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { requires } from '../../../testing/requirements.ts';
import { add, BROWSER_MS, openBrowser, openTab, signIn } from './support/browser.ts';
import { openShop } from './support/open-shop.ts';

const PAGES = ['/', '/cart', '/account', '/session', '/nothing'];

requires('chromium')('every page', () => {
  it.each(['en-GB', 'de-DE'])(
    'fits a phone and breaks no rule of the content policy (%s)',
    async (locale) => {
      const { origin } = await openShop();
      const browser = await openBrowser({ locale, viewport: { width: 360, height: 740 } });
      const tab = await openTab(browser, origin);
      const complaints: string[] = [];
      tab.on('console', (message) => {
        // The page that does not exist is asked for on purpose.
        if (!message.text().includes('404')) complaints.push(message.text());
      });
      tab.on('pageerror', (error) => complaints.push(error.message));
      await add(tab, 'shortbread');
      await tab.goto(`${origin}/sign-in`);
      await tab.locator('#name').fill('ada');
      await tab.locator('#password').fill('biscuit-tin');
      await tab.locator('main button').click();
      await tab.locator('.sessions').waitFor();
      for (const path of PAGES) {
        await tab.goto(origin + path);
        const tooWide =
          'document.documentElement.scrollWidth > document.documentElement.clientWidth';
        expect([path, await tab.evaluate(tooWide)]).toEqual([path, false]);
      }
      expect(complaints).toEqual([]);
    },
    BROWSER_MS,
  );

  it(
    'names every field and button, and can be reached by keyboard',
    async () => {
      const { origin } = await openShop();
      const tab = await openTab(await openBrowser(), origin);
      await add(tab, 'oat');
      await signIn(tab, 'ada');
      for (const path of PAGES) {
        await tab.goto(origin + path);
        const controls = await tab.getByRole('button').or(tab.getByRole('textbox')).all();
        for (const control of controls) {
          expect((await control.ariaSnapshot()).includes('"')).toBe(true);
        }
      }
      await tab.goto(origin);
      await tab.keyboard.press('Tab');
      expect(await tab.locator(':focus').textContent()).toBe('Skip to the content');
    },
    BROWSER_MS,
  );
});

/** The colours of one mode, by name. */
function palette(css: string): Map<string, string> {
  return new Map(
    [...css.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]),
  );
}

/** The relative luminance of WCAG 2. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter! + 0.05) / (darker! + 0.05);
}

describe('the colours', () => {
  const css = readFileSync(new URL('../assets/tokens.css', import.meta.url), 'utf8');
  const [light = '', dark = ''] = css.split('@media');
  const texts = [
    ['ink', ['paper', 'card', 'accent-soft']],
    ['quiet', ['paper', 'card']],
    ['accent', ['paper', 'card', 'accent-soft']],
    ['on-accent', ['accent', 'accent-strong']],
    ['warn', ['warn-soft']],
    ['fine', ['card']],
    ['event-born', ['card']],
    ['event-gone', ['card']],
    ['event-id', ['card']],
    ['event-value', ['card']],
    ['event-bound', ['card']],
  ] as const;
  const pairs = texts.flatMap(([text, grounds]) =>
    grounds.map((ground) => [text, ground] as const),
  );

  it.each(pairs)('%s can be read on %s, in the light and in the dark', (text, ground) => {
    for (const mode of [light, dark]) {
      const colours = palette(mode);
      expect(contrast(colours.get(text)!, colours.get(ground)!)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
