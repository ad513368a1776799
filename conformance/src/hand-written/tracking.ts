import { op } from '../operations.ts';
import type { Script, Variant } from '../script.ts';
import {
  alone,
  askRequest,
  browser,
  cookieless,
  request,
  requestOf,
  under,
  type Scripts,
} from './builders.ts';

const ask = [op.get('s', false), ...askRequest, op.encode('next'), op.encodeRedirect('/page')];

/** One session, and then each way to send its id, wrong ids and several ids. */
const carriers: Script = alone(
  request(op.get('s'), op.set('s', 'a', 'x'), op.encode('next'), op.encodeRedirect('/page')),
  { ...request(...ask), cookies: ['{0}'] },
  { ...request(...ask), cookies: [], urlId: '{0}' },
  { ...request(...ask), cookies: ['{0}'], urlId: '{0}' },
  { ...request(...ask), cookies: ['{0}'], urlId: 'junk' },
  { ...request(...ask), cookies: ['junk'], urlId: '{0}' },
  { ...request(...ask), cookies: ['junk'], urlId: 'other' },
  { ...request(...ask), cookies: ['junk', '{0}'] },
  { ...request(...ask), cookies: ['{0}', 'junk'] },
  { ...request(...ask), cookies: ['one', 'two', 'three'] },
  { ...request(...ask), cookies: ['{0}', '{0}'] },
  { ...request(...ask), cookies: ['"{0}"'] },
  { ...request(...ask), cookies: [''] },
  { ...request(...ask), cookies: [], urlId: '' },
  { ...request(...ask), cookies: ['', '{0}'] },
  { ...request(...ask), cookies: ['{0}.route'] },
  { ...request(...ask), cookies: [], urlId: '{0}.route' },
  { ...request(...ask), cookies: ['{0}; other=1'] },
  { ...request(...ask), cookies: [], urlId: '{0};{param}=junk' },
  { ...request(...ask), cookies: [], urlId: 'junk;{param}={0}' },
  { ...request(...ask), cookies: [], urlId: '{0};v=1' },
  { ...request(...ask), cookies: [], urlId: '{0}/deeper' },
  { ...request(...ask), cookies: [], urlId: '{0}?q=1' },
  { ...request(...ask), cookies: [], path: '/page%3B{param}={0}' },
  { ...request(...ask), cookies: [], path: '/page?q=;{param}={0}' },
);

const walk: Script = {
  variant: 'root',
  clients: [cookieless],
  steps: [
    request(op.get('s'), op.set('s', 'a', 'x'), op.encode('next')),
    {
      ...request(op.get('s'), op.isNew('s'), op.all('s'), ...askRequest, op.encode('/page')),
      path: '/deep/er',
    },
    request(op.get('s'), op.change(), op.encode('next'), op.redirect('/page?q=1')),
    request(op.get('s', false), op.all('s'), op.redirect('next'), op.encode('next')),
    request(op.get('s'), op.invalidate('s'), op.encode('next')),
    request(op.get('s', false), ...askRequest, op.encode('next')),
  ],
};

const twoCookies: Script = {
  variant: 'root',
  clients: [browser, browser],
  steps: [
    { ...requestOf(0, op.get('s'), op.set('s', 'a', 'first')), pause: 2 },
    { ...requestOf(1, op.get('s'), op.set('s', 'a', 'second')), pause: 2 },
    { ...requestOf(0, op.get('s', false), op.all('s')), cookies: ['{0}', '{1}'], pause: 2 },
    {
      ...requestOf(0, op.get('s', false), op.all('s'), op.accessed('s')),
      cookies: ['{0}'],
      pause: 2,
    },
    { ...requestOf(0, op.get('s', false), op.all('s')), cookies: ['junk', '{1}', '{0}'], pause: 2 },
    { ...requestOf(1, op.get('s', false), op.accessed('s'), op.invalidate('s')), cookies: ['{1}'] },
    // Now only one of them is alive, and that is no longer ambiguous.
    { ...requestOf(0, op.get('s', false), op.all('s'), ...askRequest), cookies: ['{1}', '{0}'] },
  ],
};

const everywhere: readonly Variant['name'][] = ['root', 'shop', 'cookie', 'url'];

/** How ids travel, under every configuration. */
export const tracking: Scripts = Object.fromEntries(
  everywhere.flatMap((variant) => [
    [`carriers of an id (${variant})`, under(variant, carriers)],
    [`links instead of cookies (${variant})`, under(variant, walk)],
    [`two cookies of live sessions (${variant})`, under(variant, twoCookies)],
  ]),
);
