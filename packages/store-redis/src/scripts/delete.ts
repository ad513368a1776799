import { batchedScript, type BatchedScript } from './batched-script.ts';
import { FORWARD, HEAD, INDEX, NOTIFY } from './parts.ts';

/**
 * Removes a record with its entries; also what is no record of ours, whatever its type.
 *
 * KEYS: record, expiry index. ARGV: channel of notices, or nothing; uid that it must have, or nothing. Answer:
 * 1 done, 0 nothing there; or where to go on, see store/follow.ts.
 */
export const DELETE: BatchedScript = batchedScript(
  HEAD + INDEX + FORWARD + NOTIFY,
  2,
  `
local base = string.sub(KEYS[2], 1, -2)
local key = string.sub(KEYS[1], #base + 3)
if redis.call('EXISTS', KEYS[1]) == 0 then
  local moved = former(base, key)
  return moved and { 3, moved } or 0
end
local isOurs = redis.call('TYPE', KEYS[1]).ok == 'hash'
local head = isOurs and readHead(KEYS[1])
if ARGV[2] ~= '' and not (head and (head.state == 3 or head.uid == ARGV[2])) then return 0 end
if head and head.state == 2 then return { 5, forward(head.uid, redis.call('HGET', KEYS[1], 'm')) } end
if head and head.state == 3 then return { 4, redis.call('HGET', KEYS[1], 'm') } end
redis.call('DEL', KEYS[1])
if head then
  redis.call('ZREM', KEYS[2], head.uid)
  redis.call('HDEL', base .. 'i', head.uid)
  unindexPrincipal(base, head)
end
notify(ARGV[1], 'g', key)
return 1
`,
);
