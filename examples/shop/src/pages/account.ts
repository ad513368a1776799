import type { SessionSummary } from 'httpsession';
import { html } from '../html.ts';
import type { Content, Html } from '../html.ts';
import { redirect, sendPage } from '../http/answer.ts';
import { formatInstant } from '../i18n/formats.ts';
import { displayNameOf } from '../users.ts';
import { hidden, postForm } from '../views/form.ts';
import { layout } from '../views/layout.ts';
import type { Visit } from '../visit.ts';

/** GET /account: where this person is signed in. */
export async function accountPage(visit: Visit): Promise<void> {
  const { text, response, services } = visit;
  const name = principalOrSignIn(visit);
  if (name === null) return;
  const { title, greeting, whereTitle, whereLead } = text.account;
  const sessions = await services.manager.listByPrincipal(name);
  const main = html`<h1>${greeting(displayNameOf(name))}</h1>
    <section aria-labelledby="where">
      <h2 id="where">${whereTitle}</h2>
      <p class="lead">${whereLead}</p>
      ${sessionTable(visit, sessions)} ${elsewhere(visit, sessions.length - 1)}
    </section>`;
  sendPage(response, layout(visit, { title, main, styles: ['account'] }));
}

/** POST /account/sign-out-there: ends one other session of the same person. */
export async function signOutThere(visit: Visit, form: URLSearchParams): Promise<void> {
  const { session, response, services } = visit;
  const name = principalOrSignIn(visit);
  if (name === null) return;
  // By principal and handle: a handle is no secret, and nobody ends the session of somebody else.
  const handle = form.get('handle') ?? '';
  const ended = await services.manager.invalidateByPrincipal(name, { handle });
  // It may have been the session of this very request: then there is nothing left to write to.
  if (ended > 0 && handle !== session.getHandle()) session.setAttribute('notice', 'endedThere');
  redirect(response, '/account');
}

/** POST /account/sign-out-elsewhere: ends all of them but this one. */
export async function signOutElsewhere(visit: Visit): Promise<void> {
  const { session, response, services } = visit;
  const name = principalOrSignIn(visit);
  if (name === null) return;
  await services.manager.invalidateByPrincipal(name, { except: session });
  session.setAttribute('notice', 'endedElsewhere');
  redirect(response, '/account');
}

/** Who is signed in. Nobody: `null`, and the answer is a redirect to the sign-in page. */
function principalOrSignIn({ session, response }: Visit): string | null {
  const name = session.getPrincipal();
  if (name === null) redirect(response, '/sign-in?next=/account');
  return name;
}

function sessionTable(visit: Visit, sessions: readonly SessionSummary[]): Html {
  const { account } = visit.text;
  const newestFirst = [...sessions].sort((a, b) => b.lastAccessedAt - a.lastAccessedAt);
  return html`<table class="sessions">
    <thead>
      <tr>
        <th scope="col">${account.session}</th>
        <th scope="col">${account.created}</th>
        <th scope="col">${account.lastUsed}</th>
        <th scope="col"><span class="unseen">${account.action}</span></th>
      </tr>
    </thead>
    <tbody>
      ${newestFirst.map((one) => sessionRow(visit, one))}
    </tbody>
  </table>`;
}

function sessionRow(visit: Visit, one: SessionSummary): Html {
  const { account } = visit.text;
  const here = one.handle === visit.session.getHandle();
  return html`<tr data-session="${one.handle}">
    <th scope="row"><code>${one.handle}</code></th>
    <td data-label="${account.created}">${instant(one.createdAt, visit)}</td>
    <td data-label="${account.lastUsed}">${instant(one.lastAccessedAt, visit)}</td>
    <td>${here ? html`<span class="here">${account.here}</span>` : endButton(visit, one)}</td>
  </tr>`;
}

function instant(epochMs: number, { language }: Visit): Html {
  return html`<time datetime="${new Date(epochMs).toISOString()}">
    ${formatInstant(epochMs, language)}
  </time>`;
}

function endButton(visit: Visit, { handle }: SessionSummary): Html {
  const { account } = visit.text;
  return postForm(visit, '/account/sign-out-there', [
    hidden('handle', handle),
    html`<button class="second" aria-label="${account.signOutThereWhat(handle)}">
      ${account.signOutThere}
    </button>`,
  ]);
}

function elsewhere(visit: Visit, others: number): Content {
  const { account } = visit.text;
  if (others === 0) return html`<p class="quiet">${account.onlyHere}</p>`;
  const button = html`<button class="second">${account.signOutElsewhere}</button>`;
  return postForm(visit, '/account/sign-out-elsewhere', button);
}
