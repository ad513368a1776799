import {
  booleanOf,
  choiceOf,
  integerOf,
  pairsOf,
  settingsOf,
  shown,
  textOf,
} from './element-values.ts';
import { resinTrackingModesOf } from './resin-session.ts';
import type {
  SessionCookieDescriptor,
  SessionDescriptor,
  TrackingModeName,
} from './web-descriptor.ts';
import { childOf, childrenOf, errorAt, sourceOf, type XmlElement } from './xml-element.ts';

const TRACKING_MODES = ['COOKIE', 'URL', 'SSL'] as const;

/**
 * What a descriptor says about sessions, in the standard's words or in Resin's.
 * @throws DescriptorError for a second `<session-config>`, and for a value that is wrong
 */
export function sessionConfigOf(root: XmlElement): SessionDescriptor {
  const config = childOf(root, 'session-config');
  if (config === undefined) return silentSession(root.file);
  return {
    timeoutMinutes: integerOf(config, 'session-timeout'),
    cookie: cookieOf(config),
    trackingModes: trackingModesOf(config) ?? resinTrackingModesOf(config),
    sessionMax: sessionMaxOf(config),
    source: sourceOf(config),
  };
}

/** A descriptor that says nothing about sessions. */
function silentSession(source: string): SessionDescriptor {
  return {
    timeoutMinutes: undefined,
    cookie: {
      name: undefined,
      domain: undefined,
      path: undefined,
      comment: undefined,
      httpOnly: undefined,
      secure: undefined,
      maxAge: undefined,
      attributes: new Map(),
    },
    trackingModes: undefined,
    sessionMax: undefined,
    source,
  };
}

/** The standard's `<cookie-config>`; Resin has settings named `cookie-…` directly in `<session-config>`. */
function cookieOf(config: XmlElement): SessionCookieDescriptor {
  const standard = childOf(config, 'cookie-config');
  const [part, prefix] = standard === undefined ? [config, 'cookie-'] : [standard, ''];
  return {
    name: filled(part, `${prefix}name`),
    domain: filled(part, `${prefix}domain`),
    path: filled(part, `${prefix}path`),
    comment: textOf(part, `${prefix}comment`),
    httpOnly: booleanOf(part, `${prefix}http-only`),
    secure: booleanOf(part, `${prefix}secure`),
    maxAge: integerOf(part, `${prefix}max-age`),
    attributes: pairsOf(
      standard === undefined ? [] : childrenOf(standard, 'attribute'),
      'attribute-name',
      'attribute-value',
    ),
  };
}

/** An empty element says nothing, as in Tomcat. */
function filled(element: XmlElement, name: string): string | undefined {
  const text = textOf(element, name);
  return text === '' ? undefined : text;
}

function trackingModesOf(config: XmlElement): readonly TrackingModeName[] | undefined {
  const modes = settingsOf(config, 'tracking-mode').map((mode) => choiceOf(mode, TRACKING_MODES));
  const known = modes.filter((mode) => mode !== undefined);
  return known.length === 0 ? undefined : [...new Set(known)];
}

function sessionMaxOf(config: XmlElement): number | undefined {
  const max = integerOf(config, 'session-max');
  if (max !== undefined && max < 1) {
    throw errorAt(config, `has session-max ${shown(String(max))}; it must be 1 or more`);
  }
  return max;
}
