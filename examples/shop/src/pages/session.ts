import { html } from '../html.ts';
import type { Content, Html } from '../html.ts';
import { redirect, sendPage } from '../http/answer.ts';
import { formatCountdown, formatDuration, formatInstant } from '../i18n/formats.ts';
import { viewAttributes } from '../listeners/attribute-view.ts';
import { postForm } from '../views/form.ts';
import { layout } from '../views/layout.ts';
import { attributeRows } from '../views/log-rows.ts';
import { logPanel } from '../views/log-panel.ts';
import type { Visit } from '../visit.ts';

/** What "let it expire" sets, in seconds. */
const SHORT_INTERVAL = 15;

/** GET /session: what the server knows of this visitor. Everything but the id, which is a key. */
export function sessionPage(visit: Visit): void {
  const { title, lead } = visit.text.session;
  const main = html`<div class="session-head">
      <div>
        <h1>${title}</h1>
        <p class="lead">${lead}</p>
      </div>
      ${countdown(visit)}
    </div>
    <p class="notice warning" id="ended" role="alert" hidden>
      ${visit.text.session.ended}
      <a href="${visit.response.encodeURL('/session')}">${visit.text.session.startNew}</a>
    </p>
    <div class="panels">
      <div class="stack">${facts(visit)} ${attributes(visit)} ${actions(visit)}</div>
      ${logPanel(visit)}
    </div>`;
  sendPage(visit.response, layout(visit, { title, main, styles: ['session'], script: 'live.js' }));
}

/** POST /session/change-id */
export function changeId({ request, response, session }: Visit): void {
  request.changeSessionId();
  session.setAttribute('notice', 'idChanged');
  redirect(response, '/session');
}

/** POST /session/shorten: soon nobody will remember. */
export function shorten({ response, session }: Visit): void {
  session.setMaxInactiveInterval(SHORT_INTERVAL);
  session.setAttribute('notice', 'shortened');
  redirect(response, '/session');
}

/** POST /session/end: the next page begins a new one. */
export function end({ response, session }: Visit): void {
  session.invalidate();
  redirect(response, '/session');
}

function countdown({ session, text }: Visit): Content {
  // This request is the latest one, so all of the time is left.
  const seconds = session.getMaxInactiveInterval();
  if (seconds <= 0) return null;
  return html`<div class="countdown">
    <p class="quiet" id="remaining-label">${text.session.remaining}</p>
    <p class="clock" id="remaining" role="timer" aria-labelledby="remaining-label">
      ${formatCountdown(seconds)}
    </p>
    <progress
      id="remaining-bar"
      value="${seconds}"
      max="${seconds}"
      aria-labelledby="remaining-label"
    ></progress>
    <p class="quiet">${text.session.remainingNote}</p>
  </div>`;
}

function facts(visit: Visit): Html {
  const { session, request, text, language } = visit;
  const t = text.session;
  const seconds = session.getMaxInactiveInterval();
  const fact = (label: string, method: string, value: Content): Html =>
    html`<div>
      <dt>${label} <code>${method}</code></dt>
      <dd data-fact="${method}">${value}</dd>
    </div>`;
  return html`<section class="panel" aria-labelledby="facts">
    <h2 id="facts">${t.facts}</h2>
    <dl class="facts">
      ${fact(t.handle, 'getHandle', html`<code>${session.getHandle()}</code>`)}
      ${fact(t.created, 'getCreationTime', formatInstant(session.getCreationTime(), language))}
      ${fact(
        t.lastAccess,
        'getLastAccessedTime',
        formatInstant(session.getLastAccessedTime(), language),
      )}
      ${fact(
        t.interval,
        'getMaxInactiveInterval',
        seconds > 0 ? formatDuration(seconds, language) : t.never,
      )}
      ${fact(t.isNew, 'isNew', session.isNew() ? t.yes : t.no)}
      ${fact(
        t.tracking,
        'isRequestedSessionIdFromCookie',
        request.isRequestedSessionIdFromCookie() ? t.byCookie : t.byNothing,
      )}
      ${fact(t.principal, 'getPrincipal', session.getPrincipal() ?? t.nobody)}
    </dl>
  </section>`;
}

function attributes({ session, text }: Visit): Html {
  const t = text.session;
  return html`<section class="panel" aria-labelledby="attributes-title">
    <h2 id="attributes-title">${t.attributes}</h2>
    <table class="attributes">
      <thead>
        <tr>
          <th scope="col">${t.name}</th>
          <th scope="col">${t.type}</th>
          <th scope="col">${t.value}</th>
        </tr>
      </thead>
      <tbody id="attributes">
        ${attributeRows(viewAttributes(session))}
      </tbody>
    </table>
  </section>`;
}

function actions(visit: Visit): Html {
  const t = visit.text.session;
  const action = (path: string, label: string): Html =>
    postForm(visit, path, html`<button class="second">${label}</button>`);
  return html`<section class="panel" aria-labelledby="actions">
    <h2 id="actions">${t.actions}</h2>
    <div class="actions">
      ${action('/session/change-id', t.changeId)} ${action('/session/shorten', t.shorten)}
      ${action('/session/end', t.end)}
    </div>
  </section>`;
}
