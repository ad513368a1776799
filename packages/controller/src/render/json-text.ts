import type { ControllerConfig } from '../common/config.ts';
import { formatDate } from './format-date.ts';

/** What ends a script element, or a line of one, and how JSON writes it otherwise. */
const UNSAFE: readonly (readonly [string, string])[] = [
  ['<', String.raw`\u003c`],
  ['>', String.raw`\u003e`],
  ['&', String.raw`\u0026`],
  ['\u2028', String.raw`\u2028`],
  ['\u2029', String.raw`\u2029`],
];

/**
 * A value as JSON. Maps become objects and sets arrays, `undefined` is `null`, a bigint beyond what
 * a number holds exactly is a text.
 *
 * @param datePattern for dates, such as `yyyy-MM-dd HH:mm:ss`, in local time; `undefined`: ISO 8601
 * @throws TypeError for a value that contains itself
 */
function toJsonText(value: unknown, datePattern?: string): string {
  function replace(this: unknown, key: string, converted: unknown): unknown {
    // Dates arrive here as text already; the holder has what they were.
    const original = (this as Record<string, unknown>)[key];
    if (original instanceof Date && datePattern !== undefined) {
      return formatDate(original, datePattern);
    }
    return plain(converted);
  }
  const text = JSON.stringify(value, replace) as string | undefined;
  return text ?? 'null';
}

/** A value as JSON, in the way that the application has chosen. */
export function jsonOf(value: unknown, config: ControllerConfig): string {
  const { jsonFactory, jsonDatePattern: datePattern } = config;
  if (jsonFactory === undefined) return toJsonText(value, datePattern);
  return jsonFactory.getJson({ datePattern }).toJson(value);
}

/** JSON that is the same value, and means nothing to HTML around it. */
export function safeForHtml(json: string): string {
  let safe = json;
  for (const [character, escaped] of UNSAFE) {
    if (safe.includes(character)) safe = safe.replaceAll(character, escaped);
  }
  return safe;
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  }
  if (value instanceof Map) return Object.fromEntries(value as Map<string, unknown>);
  return value instanceof Set ? [...(value as Set<unknown>)] : value;
}
