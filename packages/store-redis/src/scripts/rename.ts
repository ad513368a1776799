import { redisScript, type RedisScript } from '../client/redis-port.ts';
import { CLOCK, FORWARD, HEAD, NOTIFY } from './parts.ts';

/**
 * Moves a record to another key of the same partition. For a minute the old key says where it went.
 *
 * KEYS: record, expiry index, new record. ARGV: `=` and the new sealed id, or nothing; channel of notices, or
 * nothing; how long the former key is kept, in milliseconds. Answer: 1 done, 0 not, -1 unreadable; or where to
 * go on, see store/follow.ts.
 */
export const RENAME: RedisScript = redisScript(`${CLOCK}${HEAD}${FORWARD}${NOTIFY}
local base = string.sub(KEYS[2], 1, -2)
local old, new = string.sub(KEYS[1], #base + 3), string.sub(KEYS[3], #base + 3)
local head, unreadable = readHead(KEYS[1])
if not head then return unreadable and -1 or 0 end
if head.state == 3 then return { 4, redis.call('HGET', KEYS[1], 'm') } end
if head.state ~= 0 or head.deadline <= clock() then return 0 end
if redis.call('EXISTS', KEYS[3], base .. 'f:' .. new) > 0 then return 0 end
head.key = new
head.sealedId = ARGV[1] ~= '' and string.sub(ARGV[1], 2) or nil
redis.call('RENAME', KEYS[1], KEYS[3])
redis.call('HSET', KEYS[3], 'h', packHead(head))
redis.call('HSET', base .. 'i', head.uid, new)
redis.call('SET', base .. 'f:' .. old, forward(head.uid, new), 'PX', ARGV[3])
notify(ARGV[2], 'g', old)
return 1
`);
