import { booleanOf } from './element-values.ts';
import type { TrackingModeName } from './web-descriptor.ts';
import { errorAt, type XmlElement } from './xml-element.ts';

/**
 * How ids travel as Resin's `enable-cookies` and `enable-url-rewriting` say it; each is true unless it
 * is there. Undefined when neither is.
 */
export function resinTrackingModesOf(config: XmlElement): readonly TrackingModeName[] | undefined {
  const cookies = booleanOf(config, 'enable-cookies');
  const rewriting = booleanOf(config, 'enable-url-rewriting');
  if (cookies === undefined && rewriting === undefined) return undefined;
  const modes: TrackingModeName[] = [];
  if (cookies !== false) modes.push('COOKIE');
  if (rewriting !== false) modes.push('URL');
  if (modes.length > 0) return modes;
  throw errorAt(
    config,
    'turns off both cookies and URL rewriting; no session could be found again',
  );
}
