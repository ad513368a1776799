import { batchedScript, type BatchedScript } from './batched-script.ts';
import { CLOCK } from './parts.ts';

/**
 * Reads a record. Whoever asks judges by the time in the answer whether it has expired: what is left out here
 * is work that the server does not have to do.
 *
 * KEYS: record. Answer: time of the server, fields and values.
 */
export const LOAD: BatchedScript = batchedScript(
  CLOCK,
  1,
  `
return { clock(), redis.call('HGETALL', KEYS[1]) }
`,
);

/** As LOAD, but answers 1 when the record has the version of ARGV, and has not expired. */
export const LOAD_NEWER: BatchedScript = batchedScript(
  CLOCK,
  1,
  `
local now, head = clock(), redis.call('HGET', KEYS[1], 'h')
if not head or #head < 66 then return { now, redis.call('HGETALL', KEYS[1]) } end
local format, state, version = struct.unpack('<BBd', head)
local deadline = struct.unpack('<d', head, 35)
if format == 1 and state == 0 and version == tonumber(ARGV[1]) and deadline > now then return 1 end
return { now, redis.call('HGETALL', KEYS[1]) }
`,
);
