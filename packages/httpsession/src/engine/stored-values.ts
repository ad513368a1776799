import type { SessionCodec } from '../store/codec.ts';
import { checkAttributeName, type RecordLimits } from '../store/record-limits.ts';

/**
 * Refuses what the store could not keep, when it is set and not when it is written (SES-182): by then
 * the code that set it is gone. Encodes the value once for that.
 */
export function checkValue(
  codec: SessionCodec,
  limits: RecordLimits,
  { name, value }: { name: string; value: unknown },
): void {
  checkAttributeName(name, limits);
  if (isPlain(value)) return;
  codec.encode(name, value);
}

/** What every codec keeps, and what is small for certain. */
function isPlain(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (typeof value === 'string' && value.length < 1024)
  );
}
