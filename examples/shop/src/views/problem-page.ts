import { html } from '../html.ts';
import type { Html } from '../html.ts';
import type { ProblemKind } from '../http/problem.ts';
import type { Language } from '../i18n/language.ts';
import { messagesIn } from '../i18n/catalogue.ts';
import { head } from './layout.ts';
import { brandMark } from './product-art.ts';

/** A page for a request that is turned down. It needs no session, so strangers are given none for it. */
export function problemPage(kind: ProblemKind, language: Language): Html {
  const { problems, problemBack } = messagesIn(language);
  const [title, advice] = problems[kind];
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        ${head(`${title} · Crumb`)}
      </head>
      <body>
        <header class="top">
          <div class="wrap top-row">
            <a class="brand" href="/">${brandMark}<span>Crumb</span></a>
          </div>
        </header>
        <main id="main" class="narrow problem">
          <h1>${title}</h1>
          <p class="lead">${advice}</p>
          <p><a class="button" href="/">${problemBack}</a></p>
        </main>
      </body>
    </html>`;
}
