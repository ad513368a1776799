import { renewCsrfToken } from '../csrf.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { redirect, sendPage } from '../http/answer.ts';
import { Problem } from '../http/problem.ts';
import { demoUsers } from '../users.ts';
import { hidden, postForm } from '../views/form.ts';
import { layout } from '../views/layout.ts';
import type { Visit } from '../visit.ts';
import { localPage } from './local-page.ts';

/** GET /sign-in */
export function signInPage(visit: Visit): void {
  const { title, lead } = visit.text.signIn;
  if (visit.session.getPrincipal() !== null) {
    redirect(visit.response, '/account');
    return;
  }
  const main = html`<h1>${title}</h1>
    <p class="lead">${lead}</p>
    ${signInForm(visit)} ${hint(visit)}`;
  sendPage(visit.response, layout(visit, { title, main, width: 'narrow', styles: ['sign-in'] }));
}

/** POST /sign-in */
export async function signIn(visit: Visit, form: URLSearchParams): Promise<void> {
  const { request, response, session, services } = visit;
  const name = form.get('name')?.trim().toLowerCase() ?? '';
  const next = localPage(form.get('next') ?? '/account');
  // Behind a proxy this is the proxy's: then count by what it says in `Forwarded`.
  const address = request.socket.remoteAddress ?? '';

  const isRight = await services.signInLimits.run(name, address, () =>
    services.users.verify(name, form.get('password') ?? ''),
  );
  // A password takes its time to check, and the session may have ended meanwhile.
  if (request.getSession(false) !== session) throw new Problem('staleForm');
  if (!isRight) {
    session.setAttribute('notice', 'wrongPassword');
    redirect(response, `/sign-in?next=${next}`);
    return;
  }

  // A new id: whoever knew the old one, or planted it, is not signed in by this.
  request.changeSessionId();
  renewCsrfToken(session);
  services.log.renewKey(session);
  session.setPrincipal(name);
  session.setAttribute('notice', 'welcome');
  redirect(response, next);
}

/** POST /sign-out: ends the session and all that is in it. Only the chosen language is carried over. */
export function signOut({ request, response, session }: Visit): void {
  const language = session.getAttribute('language');
  session.invalidate();

  const next = request.getSession();
  next.setAttribute('language', language);
  next.setAttribute('notice', 'signedOut');
  // What the browser still holds of the pages before goes too, or "back" could show them.
  response.setHeader('Clear-Site-Data', '"cache"');
  redirect(response, '/');
}

function signInForm(visit: Visit): Html {
  const { signIn } = visit.text;
  return postForm(visit, '/sign-in', [
    hidden('next', localPage(visit.query.get('next') ?? '/account')),
    html`<div class="fields">
      <label for="name">${signIn.name}</label>
      <input
        id="name"
        name="name"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        maxlength="40"
        required
      />
      <label for="password">${signIn.password}</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        maxlength="100"
        required
      />
      <button>${signIn.submit}</button>
    </div>`,
  ]);
}

function hint({ text }: Visit): Html {
  return html`<aside class="hint">
    <h2>${text.signIn.hintTitle}</h2>
    <p>${text.signIn.hint}</p>
    <dl>
      ${demoUsers.map(
        ({ name, password }) =>
          html`<div>
            <dt><code>${name}</code></dt>
            <dd><code>${password}</code></dd>
          </div>`,
      )}
    </dl>
  </aside>`;
}
