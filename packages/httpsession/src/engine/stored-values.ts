import { NotEncodableError } from '../common/errors.ts';
import type { SessionCodec } from '../store/codec.ts';
import { checkAttributeName, type RecordLimits } from '../store/record-limits.ts';
import type { Bytes } from '../store/store.ts';
import { type Attributes, countAttributes, getAttribute } from './attributes.ts';

/**
 * Refuses what the store could not keep, when it is set and not when it is written (SES-182): by then
 * the code that set it is gone. Encodes the value for that, unless it is small and plain; gives the bytes
 * if they are those to write as well: those of an object are not, it may be changed in place until then.
 */
export function checkValue(
  codec: SessionCodec,
  limits: RecordLimits,
  { name, value }: { name: string; value: unknown },
): Bytes | undefined {
  checkAttributeName(name, limits);
  if (isPlain(value)) return undefined;
  const bytes = codec.encode(name, value);
  return typeof value === 'object' ? undefined : bytes;
}

/** Refuses one attribute more than a session may have. */
export function checkCount(attributes: Attributes, limits: RecordLimits, name: string): void {
  const size = countAttributes(attributes);
  if (size < limits.attributes || getAttribute(attributes, name) !== undefined) return;
  throw new NotEncodableError(
    name,
    `the session has ${String(size)} attributes already, as many as limits.attributes allows`,
    { code: 'HTTPSESSION_LIMIT' },
  );
}

/** What every codec keeps, and what is small for certain. */
function isPlain(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (typeof value === 'string' && value.length < 1024)
  );
}
