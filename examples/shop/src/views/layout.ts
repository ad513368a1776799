import { formatDuration } from '../i18n/formats.ts';
import { languages } from '../i18n/language.ts';
import type { Notice } from '../i18n/messages.ts';
import { html } from '../html.ts';
import type { Content, Html } from '../html.ts';
import type { Visit } from '../visit.ts';
import { hidden, postForm } from './form.ts';
import { brandMark } from './product-art.ts';

/** Style sheets that only some pages need. */
type StyleSheet = 'tiles' | 'shelf' | 'cart' | 'sign-in' | 'account' | 'session';

/** What differs from page to page. */
export interface PageParts {
  readonly title: string;
  readonly main: Content;
  /** `narrow` for a page that is one column of text. */
  readonly width?: 'narrow';
  /** What the page has beyond the style sheets of all pages. */
  readonly styles?: readonly StyleSheet[];
  readonly script?: 'live.js';
}

const warnings: ReadonlySet<Notice> = new Set<Notice>(['wrongPassword', 'signInFirst']);

/** A whole page, with the shop's head and foot. */
export function layout(visit: Visit, page: PageParts): Html {
  return html`<!doctype html>
    <html lang="${visit.language}">
      <head>
        ${head(`${page.title} · Crumb`)} ${script('fresh.js')} ${page.styles?.map(styleSheet)}
        ${page.script && script(page.script)}
      </head>
      <body>
        <a class="skip" href="#main">${visit.text.nav.skip}</a>
        ${header(visit)}
        <main id="main" class="${page.width}" tabindex="-1">${noticeOf(visit)} ${page.main}</main>
        ${footer(visit)}
      </body>
    </html>`;
}

/** What every page has in its head. */
export function head(title: string): Html {
  return html`<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
    ${['tokens', 'base', 'frame'].map(styleSheet)}`;
}

function styleSheet(name: string): Html {
  return html`<link rel="stylesheet" href="/assets/${name}.css" />`;
}

function script(name: string): Html {
  return html`<script type="module" src="/assets/${name}"></script>`;
}

function header(visit: Visit): Html {
  const { nav } = visit.text;
  const size = visit.session.getAttribute('cart')?.size ?? 0;
  return html`<header class="top">
    <div class="wrap top-row">
      <a class="brand" href="${visit.response.encodeURL('/')}">${brandMark}<span>Crumb</span></a>
      <nav class="pages" aria-label="${nav.label}">
        <ul>
          <li>${link(visit, '/', nav.shop)}</li>
          <li>
            ${link(visit, '/cart', [
              nav.cart,
              size > 0 && html`<span class="count" data-cart-size>${size}</span>`,
            ])}
          </li>
          <li>${link(visit, '/session', nav.session)}</li>
        </ul>
      </nav>
      ${visitorLinks(visit)}
    </div>
  </header>`;
}

function visitorLinks(visit: Visit): Html {
  const { nav } = visit.text;
  const signOut = html`<button class="plain">${nav.signOut}</button>`;
  return html`<nav class="visitor" aria-label="${nav.account}">
    <ul>
      ${
        visit.session.getPrincipal() === null
          ? html`<li>${link(visit, '/sign-in', nav.signIn)}</li>`
          : html`<li>${link(visit, '/account', nav.account)}</li>
              <li>${postForm(visit, '/sign-out', signOut)}</li>`
      }
    </ul>
  </nav>`;
}

function link(visit: Visit, path: string, label: Content): Html {
  const current = visit.path === path && html`aria-current="page"`;
  return html`<a href="${visit.response.encodeURL(path)}" ${current}>${label}</a>`;
}

function noticeOf({ notice, text }: Visit): Content {
  if (notice === null) return null;
  const warning = warnings.has(notice);
  return html`<p class="notice ${warning && 'warning'}" role="${warning ? 'alert' : 'status'}">
    ${text.notices[notice]}
  </p>`;
}

function footer(visit: Visit): Html {
  const { session, text, language } = visit;
  const seconds = session.getMaxInactiveInterval();
  return html`<footer class="foot">
    <div class="wrap foot-row">
      <p class="strip">
        <span data-visits>${text.footer.visits(session.getAttribute('visits') ?? 0)}</span>
        <span>${text.footer.session} <code data-handle>${session.getHandle()}</code></span>
        ${
          seconds > 0 &&
          html`<span>${text.footer.endsAfter(formatDuration(seconds, language))}</span>`
        }
        <a href="${visit.response.encodeURL('/session')}">${text.footer.watch}</a>
      </p>
      ${languageForm(visit)}
    </div>
  </footer>`;
}

function languageForm(visit: Visit): Html {
  const choices = Object.entries(languages).map(
    ([code, name]) =>
      html`<button
        class="plain"
        name="language"
        value="${code}"
        lang="${code}"
        aria-pressed="${code === visit.language ? 'true' : 'false'}"
      >
        ${name}
      </button>`,
  );
  return postForm(visit, '/language', [
    hidden('back', visit.path),
    html`<fieldset class="languages">
      <legend class="quiet">${visit.text.nav.language}</legend>
      ${choices}
    </fieldset>`,
  ]);
}
