import { describe, expect, it } from '@jest/globals';
import { createServer } from '@httpsession/servlet';
import { createBank, devicesOf } from '../../examples/docs/spring.ts';
import { cookieOf, listen } from './support.ts';

/** A browser: it keeps its cookie, and does not follow redirects. */
class Browser {
  readonly #url: string;
  #cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  async send(method: string, path: string): Promise<{ text: string; location: string | null }> {
    const headers = { cookie: this.#cookie };
    const response = await fetch(this.#url + path, { method, headers, redirect: 'manual' });
    this.#cookie = cookieOf(response) || this.#cookie;
    return { text: await response.text(), location: response.headers.get('location') };
  }
}

describe('what the page for Spring users shows', () => {
  it('keeps the order for the conversation, and no longer', async () => {
    const browser = new Browser(await listen(createServer(createBank())));
    await browser.send('POST', '/order/address?street=Elm+Street');
    expect((await browser.send('POST', '/order/confirm')).text).toBe('sent to Elm Street');
    expect((await browser.send('POST', '/order/confirm')).text).toBe('no order');
  });

  it('has one cart for each session, and a message for one redirect', async () => {
    const url = await listen(createServer(createBank()));
    const [ann, bob] = [new Browser(url), new Browser(url)];
    expect((await ann.send('POST', '/cart/add?item=pen')).location).toMatch(/\/cart\/show$/);
    const pen = { items: ['pen'], message: 'Added' };
    expect(JSON.parse((await ann.send('GET', '/cart/show')).text)).toEqual(pen);
    const later = { ...pen, message: null };
    expect(JSON.parse((await ann.send('GET', '/cart/show')).text)).toEqual(later);
    const nothing = { items: [], message: null };
    expect(JSON.parse((await bob.send('GET', '/cart/show')).text)).toEqual(nothing);
  });

  it('lets in who has signed in, and gives the user as an argument', async () => {
    const bank = createBank();
    const browser = new Browser(await listen(createServer(bank)));
    expect((await browser.send('GET', '/account/show')).location).toMatch(/\/login$/);
    await browser.send('POST', '/login?name=carol');
    expect((await browser.send('GET', '/account/show')).text).toBe('carol');
    await browser.send('POST', '/account/pay');
    expect(await devicesOf(bank, 'carol')).toBe(1);
    expect(await devicesOf(bank, 'dave')).toBe(0);
  });
});
