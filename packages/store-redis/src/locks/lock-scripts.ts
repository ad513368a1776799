import { redisScript, type RedisScript } from '../client/redis-port.ts';

/** Parts that several scripts begin with. Redis has no library for scripts on all versions that we serve. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** Who waited and was not heard of any more does not stand in the way of the others. */
const FORGET_THE_DEAD = `
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', alive, '-inf', now)) do
  redis.call('ZREM', queue, dead)
  redis.call('ZREM', alive, dead)
end
`;

/** The first in the queue is told in the process where it waits: its name begins with that of the process. */
const WAKE_THE_FIRST = `
local first = redis.call('ZRANGE', queue, 0, 0)[1]
if first then
  redis.call('PUBLISH', channels .. string.match(first, '^[^.]*'), 'w' .. first)
end
`;

/**
 * Takes a lock when it is free and nobody came before; else, with a time for it, waits in the queue.
 * KEYS: lock, queue, alive, tokens. ARGV: holder, lease in ms, how long it is waited for it without being heard
 * of in ms (0: it does not wait). Gives the token as text; or how long the lease of the holder still is, in ms
 * (negative: nobody holds it).
 *
 * A token is the time in microseconds, or one more than the last: so it does not go back when the data of the
 * server are lost.
 */
export const ACQUIRE: RedisScript = redisScript(`
local lock, queue, alive, tokens = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local holder, lease, wait = ARGV[1], ARGV[2], tonumber(ARGV[3])
${NOW}
local held = redis.call('GET', lock)
if held then
  local token, by = string.match(held, '^(%d+) (.*)$')
  if by == holder then return token end
end
${FORGET_THE_DEAD}
local first = redis.call('ZRANGE', queue, 0, 0)[1]
if not held and (not first or first == holder) then
  redis.call('ZREM', queue, holder)
  redis.call('ZREM', alive, holder)
  local last = tonumber(redis.call('GET', tokens) or '0')
  local token = string.format('%.0f', math.max(time[1] * 1000000 + time[2], last + 1))
  redis.call('SET', tokens, token)
  redis.call('SET', lock, token .. ' ' .. holder, 'PX', lease)
  return token
end
if wait > 0 then
  if not redis.call('ZSCORE', queue, holder) then
    local last = redis.call('ZREVRANGE', queue, 0, 0, 'WITHSCORES')[2]
    redis.call('ZADD', queue, (tonumber(last) or 0) + 1, holder)
  end
  redis.call('ZADD', alive, now + wait, holder)
  redis.call('PEXPIRE', queue, 2 * wait)
  redis.call('PEXPIRE', alive, 2 * wait)
end
return redis.call('PTTL', lock)
`);

/** Starts a lease again. KEYS: lock. ARGV: holder, lease in ms. 1, or 0 when it is not held by it. */
export const RENEW: RedisScript = redisScript(`
local held = redis.call('GET', KEYS[1])
if not held or string.match(held, '^%d+ (.*)$') ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

/**
 * Lets go, or leaves the queue. KEYS: lock, queue, alive. ARGV: holder, what the channels of processes begin
 * with. 1, or 0 when it did not hold the lock.
 */
export const RELEASE: RedisScript = redisScript(`
local lock, queue, alive = KEYS[1], KEYS[2], KEYS[3]
local holder, channels = ARGV[1], ARGV[2]
${NOW}
redis.call('ZREM', queue, holder)
redis.call('ZREM', alive, holder)
local held = redis.call('GET', lock)
local mine = held and string.match(held, '^%d+ (.*)$') == holder
if held and not mine then return 0 end
if mine then redis.call('DEL', lock) end
${FORGET_THE_DEAD}
${WAKE_THE_FIRST}
return mine and 1 or 0
`);
