import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { LIVE_PATH } from '../listeners/live-stream.ts';
import type { Visit } from '../visit.ts';
import { countRows, otherRow, ownRow } from './log-rows.ts';

/** The listeners' log: the visitor's own, then everybody else's, then the numbers. */
export function logPanel(visit: Visit): Html {
  const { session, services, text, response } = visit;
  const t = text.session;
  const log = services.log.logOf(session);
  return html`<div class="stack" id="live" data-stream="${LIVE_PATH}?key=${log.key}">
    <section class="panel" aria-labelledby="log">
      <div class="panel-head">
        <h2 id="log">${t.log}</h2>
        <span class="live" id="live-badge" hidden>${t.live}</span>
        <a id="refresh" href="${response.encodeURL('/session')}">${t.refresh}</a>
      </div>
      <p class="quiet">${t.logLead}</p>
      <ol class="log" id="own-log" tabindex="0" aria-labelledby="log">
        ${log.entries.map(ownRow)}
      </ol>
    </section>
    <section class="panel" aria-labelledby="others">
      <h2 id="others">${t.others}</h2>
      <p class="quiet">${t.othersLead}</p>
      <ol class="log log-short" id="other-log" tabindex="0" aria-labelledby="others">
        ${services.log.otherEntries(log).map(otherRow)}
      </ol>
      <p class="quiet none">${t.othersNone}</p>
    </section>
    <section class="panel" aria-labelledby="counts-title">
      <h2 id="counts-title">${t.counts}</h2>
      <dl class="counts" id="counts">${countRows(services.log)}</dl>
    </section>
  </div>`;
}
