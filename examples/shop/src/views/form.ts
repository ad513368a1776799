import { CSRF_FIELD, csrfToken } from '../csrf.ts';
import { html } from '../html.ts';
import type { Content, Html } from '../html.ts';
import type { Visit } from '../visit.ts';

/** A form that posts to `action`. There is no other way to make one here, so none lacks its token. */
export function postForm(visit: Visit, action: string, content: Content): Html {
  return html`<form method="post" action="${visit.response.encodeURL(action)}">
    <input type="hidden" name="${CSRF_FIELD}" value="${csrfToken(visit.session)}" />
    ${content}
  </form>`;
}

/** A field that the visitor does not see. */
export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}
