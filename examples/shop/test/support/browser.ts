import { afterEach } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { chromiumPath } from '../../../../testing/requirements.ts';
import { demoUsers } from '../../src/users.ts';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long a browser may take to start and to do what a test asks. */
export const BROWSER_MS = 60_000;

type LaunchOptions = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>;

const open: { context: BrowserContext; folder: string }[] = [];

/** A real browser with an empty profile, closed after the test. */
export async function openBrowser(options: LaunchOptions = {}): Promise<BrowserContext> {
  const folder = await mkdtemp(join(tmpdir(), 'crumb-browser-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: chromiumPath,
    headless: true,
    args: ARGS,
    // Off by default in this driver, and on in the browsers of people: "back" is tested as they have it.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    locale: 'en-GB',
    ...options,
  });
  context.setDefaultTimeout(15_000);
  open.push({ context, folder });
  return context;
}

afterEach(async () => {
  for (const { context, folder } of open.splice(0)) {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  }
}, BROWSER_MS);

/** Opens a tab on a page of the shop. */
export async function openTab(browser: BrowserContext, url: string): Promise<Page> {
  const tab = await browser.newPage();
  await tab.goto(url);
  return tab;
}

/** Signs in by hand. */
export async function signIn(tab: Page, name: string): Promise<void> {
  await tab.getByRole('link', { name: 'Sign in' }).first().click();
  await tab.getByLabel('Name').fill(name);
  await tab.getByLabel('Password').fill(demoUsers.find((user) => user.name === name)!.password);
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await tab.getByRole('link', { name: 'Account' }).waitFor();
}

/** Puts a tin into the cart. */
export async function add(tab: Page, product: string): Promise<void> {
  await tab.locator(`#${product}`).getByRole('button').click();
  await tab.locator(`#${product} .badge`).waitFor();
}

/** The value of the session cookie. */
export async function sessionId(browser: BrowserContext): Promise<string | undefined> {
  return (await browser.cookies()).find((cookie) => cookie.name === 'JSESSIONID')?.value;
}

/** Presses "back". A page that comes out of memory is there without being loaded. */
export async function goBack(tab: Page): Promise<void> {
  await tab.goBack({ waitUntil: 'commit' });
  await tab.waitForLoadState();
}
