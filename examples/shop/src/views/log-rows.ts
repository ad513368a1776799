import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { formatTime } from '../i18n/formats.ts';
import type { AttributeView } from '../listeners/attribute-view.ts';
import { eventNames } from '../listeners/entries.ts';
import type { OwnEntry, PublicEntry } from '../listeners/entries.ts';
import type { EventLog } from '../listeners/event-log.ts';

// The pieces of the session page that change while it is open. The page and the live stream both
// take them from here, so that a row looks the same whichever way it came.

/** One event of the visitor's own session. */
export function ownRow({ at, event, detail }: OwnEntry): Html {
  return html`<li class="event event-${event}">
    ${time(at)} <b>${event}</b> <span class="detail">${detail}</span>
  </li>`;
}

/** One event of somebody else's session. */
export function otherRow({ at, event, handle }: PublicEntry): Html {
  return html`<li class="event event-${event}">
    ${time(at)} <b>${event}</b> <code class="detail">${handle}</code>
  </li>`;
}

/** The attributes of the session. */
export function attributeRows(attributes: readonly AttributeView[]): Html[] {
  return attributes.map(
    ({ name, type, value }) =>
      html`<tr data-attribute="${name}">
        <th scope="row"><code>${name}</code></th>
        <td class="quiet">${type}</td>
        <td><code>${value}</code></td>
      </tr>`,
  );
}

/** How often each event has happened, to anybody. */
export function countRows(log: EventLog): Html[] {
  return eventNames.map(
    (name) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${log.countOf(name)}</dd>
      </div>`,
  );
}

function time(at: number): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${formatTime(at)}</time>`;
}
