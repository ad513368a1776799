import { redisScript, type RedisScript } from '../client/redis-port.ts';
import { CLOCK, FIELDS, FORWARD, HEAD, INDEX, NOTIFY } from './parts.ts';

/*
 * A session goes to a key in another partition in four steps, each in one partition. RESERVE keeps a place
 * there, KEEP for longer when the session may live for longer. SWITCH is the one instant: before, only the old key has the session, afterwards only the new one,
 * though its data is still where it was; nobody changes it there. FILL takes a copy of it to its place, FINISH
 * removes it where it was. Whoever meets a place that is kept, or a record that has left, does FILL and FINISH
 * itself: no crash in between loses a session.
 *
 * The place is kept for as long as what left for it: when FILL finds none, the session came, and has gone since.
 */

/**
 * KEYS: new record, expiry index. ARGV: head of the place; old key; how long it is kept, in milliseconds.
 * Answer: 1, or 0 when the key is taken.
 */
export const RESERVE: RedisScript = redisScript(`
local base = string.sub(KEYS[2], 1, -2)
if redis.call('EXISTS', KEYS[1], base .. 'f:' .. string.sub(KEYS[1], #base + 3)) > 0 then return 0 end
redis.call('HSET', KEYS[1], 'h', ARGV[1], 'm', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`);

/**
 * Keeps a place for so long from now on. KEYS: new record. ARGV: old key; how long, in milliseconds, or nothing: for
 * ever. Answer: 1, or 0 when it is not kept any more.
 */
export const KEEP: RedisScript = redisScript(`${HEAD}
local head = readHead(KEYS[1])
if not head or head.state ~= 3 or redis.call('HGET', KEYS[1], 'm') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 1
`);

/** Gives up a place. KEYS: new record. ARGV: old key. */
export const RELEASE: RedisScript = redisScript(`${HEAD}
local head = readHead(KEYS[1])
if head and head.state == 3 and redis.call('HGET', KEYS[1], 'm') == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
`);

/**
 * The instant. A record that has left is claimed, should nobody bring it to its place, a minute behind its
 * deadline. KEYS: old record, expiry index. ARGV: new key; `=` and the new sealed id, or nothing; channel of
 * notices, or nothing; how long the place is kept, in milliseconds, or nothing: for ever. Answer: 1 done, 0 not, -1
 * unreadable; `{ 6, how long }` not, as the place must be kept for so long, or nothing: for ever; or where to go on, see
 * store/follow.ts.
 */
export const SWITCH: RedisScript = redisScript(`${CLOCK}${HEAD}${INDEX}${NOTIFY}
local head, unreadable = readHead(KEYS[1])
if not head then return unreadable and -1 or 0 end
if head.state == 3 then return { 4, redis.call('HGET', KEYS[1], 'm') } end
local now = clock()
if head.state ~= 0 or head.deadline <= now then return 0 end
-- As long as INDEX keeps a record.
local life = head.deadline - now + DAY
if ARGV[4] ~= '' and life > tonumber(ARGV[4]) then return { 6, life == math.huge and '' or whole(life) } end
head.state = 2
head.sealedId = ARGV[2] ~= '' and string.sub(ARGV[2], 2) or nil
redis.call('HSET', KEYS[1], 'h', packHead(head), 'm', ARGV[1])
notify(ARGV[3], 'g', head.key)
return 1
`);

/**
 * Takes the copy to its place, if that is still kept: a session that was deleted there meanwhile stays so. KEYS:
 * new record, expiry index. ARGV: as for CREATE, and behind the principal the old key. Answer: 1 done, 0 not.
 */
export const FILL: RedisScript = redisScript(`${CLOCK}${HEAD}${INDEX}${FIELDS}
local base = string.sub(KEYS[2], 1, -2)
local key = string.sub(KEYS[1], #base + 3)
local place = readHead(KEYS[1])
if not place or place.state ~= 3 or redis.call('HGET', KEYS[1], 'm') ~= ARGV[6] then return 0 end
local now, due = clock(), math.huge
if ARGV[2] ~= '' then due = math.ceil(now + ARGV[2]) end
local head = string.sub(ARGV[1], 1, 34) .. struct.pack('<dd', due, due) .. string.sub(ARGV[1], 51)
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'h', head)
setFields(KEYS[1], ARGV, 7)
redis.call('HSET', base .. 'i', ARGV[3], key)
index(base, KEYS[1], ARGV[3], due, now)
if ARGV[5] ~= '' then
  indexPrincipal(base, {
    uid = ARGV[3], createdAt = ARGV[4], principal = string.sub(ARGV[5], 2), deadline = due
  }, now)
end
return 1
`);

/**
 * Removes what has left, and says for a minute where it went. KEYS: old record, expiry index. ARGV: new key; how
 * long the former key is kept, in milliseconds.
 */
export const FINISH: RedisScript = redisScript(`${HEAD}${INDEX}${FORWARD}
local base = string.sub(KEYS[2], 1, -2)
local head = readHead(KEYS[1])
if not head or head.state ~= 2 or redis.call('HGET', KEYS[1], 'm') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], head.uid)
redis.call('HDEL', base .. 'i', head.uid)
unindexPrincipal(base, head)
redis.call('SET', base .. 'f:' .. string.sub(KEYS[1], #base + 3), forward(head.uid, ARGV[1]), 'PX', ARGV[2])
return 1
`);
