import type { Cart } from './goods/cart.ts';
import type { Language } from './i18n/language.ts';
import type { Notice } from './i18n/messages.ts';

// From here on `session.getAttribute('cart')` is a `Cart | null`, and no cast is needed anywhere.
declare module 'httpsession' {
  interface SessionAttributes {
    /** How many pages this visitor has looked at. */
    visits: number;
    language: Language;
    cart: Cart;
    /** What every form must carry to be believed. */
    csrfToken: string;
    /** Something to say on the next page, once. */
    notice: Notice;
  }
}
