import { mergeMaps, mergeSingle } from './merge-values.ts';
import type {
  FragmentDescriptor,
  SessionCookieDescriptor,
  SessionDescriptor,
  WebDescriptor,
} from './web-descriptor.ts';

/** The session settings, each merged by itself. */
export function mergeSession(
  web: WebDescriptor,
  fragments: readonly FragmentDescriptor[],
): SessionDescriptor {
  const single = <T>(setting: string, read: (session: SessionDescriptor) => T | undefined) =>
    mergeSingle(
      setting,
      read(web.session),
      fragments.map(({ file, session }) => ({ file, value: read(session) })),
    );
  return {
    timeoutMinutes: single('session-timeout', ({ timeoutMinutes }) => timeoutMinutes),
    cookie: mergeCookie(web, fragments),
    // A set: the order in which modes are written means nothing.
    trackingModes: single('tracking-mode', ({ trackingModes }) => trackingModes?.toSorted()),
    sessionMax: single('session-max', ({ sessionMax }) => sessionMax),
    source: web.session.source,
  };
}

function mergeCookie(
  web: WebDescriptor,
  fragments: readonly FragmentDescriptor[],
): SessionCookieDescriptor {
  const single = <T>(setting: string, read: (cookie: SessionCookieDescriptor) => T | undefined) =>
    mergeSingle(
      `cookie-config ${setting}`,
      read(web.session.cookie),
      fragments.map(({ file, session }) => ({ file, value: read(session.cookie) })),
    );
  return {
    name: single('name', ({ name }) => name),
    domain: single('domain', ({ domain }) => domain),
    path: single('path', ({ path }) => path),
    comment: single('comment', ({ comment }) => comment),
    httpOnly: single('http-only', ({ httpOnly }) => httpOnly),
    secure: single('secure', ({ secure }) => secure),
    maxAge: single('max-age', ({ maxAge }) => maxAge),
    attributes: mergeMaps(
      'cookie-config attribute',
      web.session.cookie.attributes,
      fragments.map(({ file, session }) => ({ file, value: session.cookie.attributes })),
    ),
  };
}
