import { redisScript, type RedisScript } from '../client/redis-port.ts';
import { CLOCK, HEAD } from './parts.ts';

/**
 * `summary(base, uid, now)`: the head of a session that load would give, and the key that it has moved to, or
 * nothing; nil when there is none.
 */
const SUMMARY = `
local function summary(base, uid, now)
  local key = redis.call('HGET', base .. 'i', uid)
  if not key or redis.call('TYPE', base .. 's:' .. key).ok ~= 'hash' then return nil end
  local head = readHead(base .. 's:' .. key)
  if not head or head.uid ~= uid then return nil end
  if head.state == 1 or head.state == 3 or head.deadline <= now then return nil, head end
  return { head.text, head.state == 2 and redis.call('HGET', base .. 's:' .. key, 'm') or '' }, head
end
`;

/**
 * One page of all sessions. KEYS: expiry index, which has every session, also those that do not expire. ARGV:
 * where the page before ended, how many it should have, about. Answer: time of the server, where this page ends
 * (0: it was the last), then head and new key of each.
 */
export const LIST: RedisScript = redisScript(`${CLOCK}${HEAD}${SUMMARY}
local base = string.sub(KEYS[1], 1, -2)
local now = clock()
local page = redis.call('ZSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
local found = { now, page[1] }
for at = 1, #page[2], 2 do
  local one = summary(base, page[2][at], now)
  if one then
    found[#found + 1] = one[1]
    found[#found + 1] = one[2]
  end
end
return found
`);

/** The session of a uid. KEYS: expiry index. ARGV: uid. Answer: as LIST gives it. */
export const FIND: RedisScript = redisScript(`${CLOCK}${HEAD}${SUMMARY}
local now = clock()
local one = summary(string.sub(KEYS[1], 1, -2), ARGV[1], now)
return one and { now, '0', one[1], one[2] } or { now, '0' }
`);

/**
 * The sessions of a person, the oldest first. Entries of records that are not there any more go away.
 * KEYS: expiry index, index of the person. ARGV: name of the person. Answer: as LIST gives it.
 */
export const FIND_BY_PRINCIPAL: RedisScript = redisScript(`${CLOCK}${HEAD}${SUMMARY}
local base = string.sub(KEYS[1], 1, -2)
local now = clock()
local found = { now, '0' }
for _, uid in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  local one, head = summary(base, uid, now)
  if not head or head.principal ~= ARGV[1] then
    redis.call('ZREM', KEYS[2], uid)
  elseif one then
    found[#found + 1] = one[1]
    found[#found + 1] = one[2]
  end
end
return found
`);
