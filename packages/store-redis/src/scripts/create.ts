import { batchedScript, type BatchedScript } from './batched-script.ts';
import { CLOCK, FIELDS, INDEX } from './parts.ts';

/**
 * Adds a record and enters it everywhere.
 *
 * KEYS: record, expiry index. ARGV: head without deadlines; time to the deadline in milliseconds, or nothing;
 * uid; createdAt; principal behind a `=`, or nothing; then fields and values. Answer: 1, or 0 when the key is
 * taken.
 */
export const CREATE: BatchedScript = batchedScript(
  CLOCK + INDEX + FIELDS,
  2,
  `
local base = string.sub(KEYS[2], 1, -2)
local key = string.sub(KEYS[1], #base + 3)
if redis.call('EXISTS', KEYS[1], base .. 'f:' .. key) > 0 then return 0 end
local now, due = clock(), math.huge
if ARGV[2] ~= '' then due = math.ceil(now + ARGV[2]) end
local head = string.sub(ARGV[1], 1, 34) .. struct.pack('<dd', due, due) .. string.sub(ARGV[1], 51)
redis.call('HSET', KEYS[1], 'h', head)
setFields(KEYS[1], ARGV, 6)
redis.call('HSET', base .. 'i', ARGV[3], key)
index(base, KEYS[1], ARGV[3], due, now)
if ARGV[5] ~= '' then
  indexPrincipal(base, {
    uid = ARGV[3], createdAt = ARGV[4], principal = string.sub(ARGV[5], 2), deadline = due
  }, now)
end
return 1
`,
);
