import type { Step } from '../../../testing/originals/browser.ts';
import type { Script } from '../../../testing/originals/replay.ts';

const ANN = { ann: { takesCookies: true } };

const signIn = (name: string): Step => ({ submit: { name, password: 'secret' } });

/** A form with the token that it shows, which a browser sends without being asked. */
const save = (text: string): Step => ({ submit: { text } });

/** The scripts that both applications are given. */
export const scripts: readonly Script[] = [
  {
    name: 'URLs find actions, and their parts are parameters',
    browsers: ANN,
    steps: [
      ['ann', { open: '/' }],
      ['ann', { open: '/nowhere' }],
      ['ann', { open: '/visits' }],
      ['ann', { open: '/visits' }],
      ['ann', { open: '/visits/' }],
      ['ann', { open: '/add?a=2&b=3' }],
      ['ann', { open: '/add/x?a=2' }],
    ],
  },
  {
    name: 'numbers are converted, and what is none is an error',
    browsers: ANN,
    steps: ['', 'N5', '-5', '+5', '2147483646', '2147483648', 'x', '1.5', '%20', '%207'].map(
      (a): [string, Step] => ['ann', { open: `/add?a=${a}&b=1` }],
    ),
  },
  {
    name: 'interceptors send away who is not signed in, with a notice that shows once',
    browsers: ANN,
    steps: [
      ['ann', { open: '/message' }],
      ['ann', { follow: true }],
      ['ann', { open: '/account/form' }],
      ['ann', { open: '/account' }],
      ['ann', { open: '/account/logout' }],
      ['ann', { follow: true }],
    ],
  },
  {
    name: 'a user signs in and out',
    browsers: ANN,
    steps: [
      ['ann', { open: '/account/form' }],
      ['ann', { submit: { name: 'Ann', password: 'wrong' } }],
      ['ann', { follow: true }],
      ['ann', signIn('Ann')],
      ['ann', { open: '/account' }],
      ['ann', { open: '/' }],
      ['ann', { open: '/account/logout' }],
      ['ann', { open: '/' }],
      ['ann', { open: '/account' }],
    ],
  },
  {
    name: 'a form with a token is validated, filled in again, and taken once',
    browsers: ANN,
    steps: [
      ['ann', { open: '/account/form' }],
      ['ann', signIn('Ann')],
      ['ann', { open: '/message/form' }],
      ['ann', save('')],
      ['ann', save('x')],
      ['ann', save('far too long for a message of ours')],
      ['ann', save('"Hello" & <b>')],
      ['ann', { follow: true }],
      ['ann', { open: '/message' }],
      ['ann', { post: '/message/save', form: { text: 'no token' } }],
      ['ann', { post: '/message/save', form: { text: 'wrong', _jfinal_token: 'x' } }],
      ['ann', { open: '/message' }],
    ],
  },
  {
    name: 'one message is shown in the form that the URL asks for',
    browsers: ANN,
    steps: [
      ['ann', { open: '/account/form' }],
      ['ann', signIn('Ann')],
      ['ann', { open: '/message/form' }],
      ['ann', save('First')],
      ['ann', { open: '/message/show' }],
      ['ann', { open: '/message/show/1' }],
      ['ann', { open: '/message/show/1-json' }],
      ['ann', { open: '/message/show/99' }],
      ['ann', { open: '/message/show/x' }],
    ],
  },
];
