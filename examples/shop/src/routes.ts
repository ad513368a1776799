import { accountPage, signOutElsewhere, signOutThere } from './pages/account.ts';
import { addToCart, cartPage, changeLine, order } from './pages/cart.ts';
import { chooseLanguage } from './pages/language.ts';
import { changeId, end, sessionPage, shorten } from './pages/session.ts';
import { shopPage } from './pages/shop.ts';
import { signIn, signInPage, signOut } from './pages/sign-in.ts';
import type { Visit } from './visit.ts';

/** Answers a GET. */
export type Page = (visit: Visit) => void | Promise<void>;

/** Answers a POST, whose form has proved by then that it is the visitor's own. */
export type Action = (visit: Visit, form: URLSearchParams) => void | Promise<void>;

/** What can be looked at. */
export const pages: ReadonlyMap<string, Page> = new Map<string, Page>([
  ['/', shopPage],
  ['/cart', cartPage],
  ['/sign-in', signInPage],
  ['/account', accountPage],
  ['/session', sessionPage],
]);

/** What can be done. Every action ends in a redirect to a page. */
export const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['/cart/add', addToCart],
  ['/cart/change', changeLine],
  ['/cart/order', order],
  ['/language', chooseLanguage],
  ['/sign-in', signIn],
  ['/sign-out', signOut],
  ['/account/sign-out-there', signOutThere],
  ['/account/sign-out-elsewhere', signOutElsewhere],
  ['/session/change-id', changeId],
  ['/session/shorten', shorten],
  ['/session/end', end],
]);
