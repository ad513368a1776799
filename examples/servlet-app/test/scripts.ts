import type { Step } from '../../../testing/originals/browser.ts';
import type { Script } from '../../../testing/originals/replay.ts';

const signIn = (name: string): Step => ({ submit: { name, password: 'secret' } });

const COOKIES = { ann: { takesCookies: true } };

/** The scripts that both applications are given. */
export const scripts: readonly Script[] = [
  {
    name: 'a user signs in, fills a cart and signs out',
    browsers: COOKIES,
    steps: [
      ['ann', { open: '/shop/cart' }],
      ['ann', { follow: true }],
      ['ann', signIn('Ann')],
      ['ann', { follow: true }],
      ['ann', { submit: { item: 'Bread' } }],
      ['ann', { follow: true }],
      ['ann', { submit: { item: ' <Milk> & "cheese" ' } }],
      ['ann', { follow: true }],
      ['ann', { click: 'Sign out' }],
      ['ann', { open: '/shop/cart' }],
      ['ann', { follow: true }],
      ['ann', { open: '/shop/statistics' }],
    ],
  },
  {
    name: 'a client without cookies finds its session in the URLs',
    browsers: { bob: { takesCookies: false } },
    steps: [
      ['bob', { open: '/shop/login' }],
      ['bob', signIn('Bob')],
      ['bob', { follow: true }],
      ['bob', { submit: { item: 'Salt' } }],
      ['bob', { follow: true }],
      ['bob', { open: '/shop/cart' }],
      ['bob', { open: '/shop/statistics' }],
    ],
  },
  {
    name: 'without cookies a link ends the session as well',
    browsers: { bob: { takesCookies: false } },
    steps: [
      ['bob', { open: '/shop/login' }],
      ['bob', signIn('Bob')],
      ['bob', { follow: true }],
      ['bob', { click: 'Sign out' }],
      ['bob', { follow: true }],
    ],
  },
  {
    name: 'wrong passwords and missing names are told',
    browsers: COOKIES,
    steps: [
      ['ann', { open: '/shop/login' }],
      ['ann', { submit: { name: 'Ann <script>', password: 'wrong' } }],
      ['ann', { submit: { name: '', password: 'secret' } }],
      ['ann', { submit: { password: 'secret' } }],
      ['ann', { post: '/shop/login?name=Query', form: { password: 'secret' } }],
      ['ann', { follow: true }],
    ],
  },
  {
    name: 'errors have their page',
    browsers: COOKIES,
    steps: [
      ['ann', { open: '/shop/nowhere' }],
      ['ann', { open: '/shop/login' }],
      ['ann', signIn('Ann')],
      ['ann', { follow: true }],
      ['ann', { submit: { item: '  ' } }],
      ['ann', { post: '/shop/cart', form: {} }],
      ...['1', '2', '3', '4', '5', '6'].map((item): [string, Step] => [
        'ann',
        { post: '/shop/cart', form: { item } },
      ]),
      ['ann', { open: '/shop/cart' }],
    ],
  },
  {
    name: 'methods that a servlet does not have',
    browsers: COOKIES,
    steps: [
      ['ann', { open: '/shop/logout', method: 'POST' }],
      ['ann', { open: '/shop/login', method: 'DELETE' }],
      ['ann', { open: '/shop/login', method: 'OPTIONS' }],
      ['ann', { open: '/shop/statistics', method: 'HEAD' }],
    ],
  },
  {
    name: 'two browsers of one user, and another user',
    browsers: {
      ann: { takesCookies: true },
      tab: { takesCookies: true },
      bob: { takesCookies: true },
    },
    steps: [
      ['ann', { open: '/shop/login' }],
      ['ann', signIn('Ann')],
      ['tab', { open: '/shop/login' }],
      ['tab', signIn('Ann')],
      ['bob', { open: '/shop/login' }],
      ['bob', signIn('Bob')],
      ['bob', { open: '/shop/statistics' }],
      ['ann', { post: '/shop/cart', form: { item: 'Tea' } }],
      ['tab', { open: '/shop/cart' }],
      ['ann', { open: '/shop/cart' }],
      ['ann', { open: '/shop/logout' }],
      ['tab', { open: '/shop/cart' }],
      ['bob', { open: '/shop/statistics' }],
    ],
  },
  {
    name: 'signing in again changes the id, and the old one finds nothing',
    browsers: COOKIES,
    steps: [
      ['ann', { open: '/shop/login' }],
      ['ann', signIn('Ann')],
      ['ann', { open: '/shop/login' }],
      ['ann', signIn('Anna')],
      ['ann', { follow: true }],
      ['ann', { open: '/shop/statistics' }],
    ],
  },
  {
    name: 'paths with tricks in them',
    browsers: COOKIES,
    steps: [
      ['ann', { open: '/shop' }],
      ['ann', { open: '/shop/WEB-INF/web.xml' }],
      ['ann', { open: '/shop/%57EB-INF/web.xml' }],
      ['ann', { open: '/shop/cart;x=1' }],
      ['ann', { open: '/shop/cart;SHOPSESSION=0123456789ABCDEF0123456789ABCDEF' }],
      ['ann', { open: '/shop/cart%2Fx' }],
      ['ann', { open: '/shop/statistics?shop=%zz' }],
      ['ann', { open: '/elsewhere' }],
    ],
  },
];
