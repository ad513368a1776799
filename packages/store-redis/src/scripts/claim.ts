import { CLAIM_BYTES } from 'httpsession';
import { redisScript, type RedisScript } from '../client/redis-port.ts';
import { CLOCK, HEAD, INDEX, NOTIFY } from './parts.ts';

/**
 * How long what a claim cannot end is left alone, in milliseconds: a record that has left, behind its deadline, for
 * whoever brings it to its place; one that cannot be read, for a process of another version.
 */
const AGAIN_MS = 60_000;

/**
 * Before a claim: puts the index right for the sessions that it names too early, and answers when those that
 * come next have expired, the longest expired first.
 *
 * `nextDue()`: the uid, the name and the head of the first that is due and named rightly; nil when none is, or
 * after a thousand that were not, so that no call takes long. Entries without a record go away.
 *
 * `unreadable`: uid, name and score of those whose head this version cannot read. They are out of the index until the
 * script puts them back: a process of another version may be able to read them. The time to live of their records is
 * a day behind the deadline; those whose day was over before they were ever looked at are removed here.
 *
 * A server whose memory is full allows a script all writes when it allows the first. So that expired sessions can
 * go away and make room, the first must be one that takes no memory: here that of `keep`, in CLAIM the ZREM.
 */
const NEXT_DUE = `
local looked, unreadable = 0, {}
local function nextDue(base, now)
  while looked < 1000 do
    looked = looked + 1
    local first = redis.call('ZRANGEBYSCORE', base .. 'x', '-inf', now, 'WITHSCORES', 'LIMIT', 0, 1)
    local uid = first[1]
    if not uid then
      looked = 0
      return nil
    end
    local key = redis.call('HGET', base .. 'i', uid)
    local record = key and base .. 's:' .. key
    local head, text
    if key and redis.call('TYPE', record).ok == 'hash' then head, text = readHead(record) end
    if not head and text then
      redis.call('ZREM', base .. 'x', uid)
      if first[2] + DAY <= now then
        redis.call('DEL', record)
        redis.call('HDEL', base .. 'i', uid)
      else
        unreadable[#unreadable + 1] = { uid, key, tonumber(first[2]) }
      end
    elseif not head or head.uid ~= uid then
      redis.call('ZREM', base .. 'x', uid)
      redis.call('HDEL', base .. 'i', uid)
    else
      local due = head.deadline
      if head.state == 2 then due = due + ${AGAIN_MS} end
      if head.state == 1 or due <= tonumber(first[2]) then return uid, key, head end
      head.indexed = due
      keep(record, due, now)
      redis.call('HSET', record, 'h', packHead(head))
      redis.call('ZADD', base .. 'x', whole(due), uid)
      if head.principal then indexPrincipal(base, head, now) end
    end
  end
  return nil
end
`;

/**
 * Gives out records that have expired, each to one caller until its lease ends.
 *
 * KEYS: expiry index. ARGV: how many; lease in milliseconds; channel of notices, or nothing. Answer: time of the
 * server; 1 when it is worth asking again at once; then key and fields of each. One that has moved and was not
 * brought to its place is among them as it is. Those that cannot be read have no fields; they come up again in
 * `AGAIN_MS`. It ends when an answer has `CLAIM_BYTES`: whoever waits for it has a deadline.
 */
export const CLAIM: RedisScript = redisScript(`${CLOCK}${HEAD}${INDEX}${NOTIFY}${NEXT_DUE}
local base = string.sub(KEYS[1], 1, -2)
local now, limit = clock(), tonumber(ARGV[1])
local found, uids, bytes = { now, 0 }, {}, 0
while #uids < limit and bytes < ${CLAIM_BYTES} do
  local uid, key, head = nextDue(base, now)
  if not uid then
    if looked > 0 then found[2] = 1 end
    break
  end
  -- Out of the index until all are found, so that no lease gives one out twice in an answer.
  redis.call('ZREM', KEYS[1], uid)
  if head.state == 0 then
    head.state = 1
    redis.call('HSET', base .. 's:' .. key, 'h', packHead(head))
    notify(ARGV[3], 'g', key)
  end
  uids[#uids + 1] = uid
  local fields = redis.call('HGETALL', base .. 's:' .. key)
  for _, text in ipairs(fields) do bytes = bytes + #text end
  found[#found + 1] = key
  found[#found + 1] = fields
end
for _, uid in ipairs(uids) do
  redis.call('ZADD', KEYS[1], whole(now + ARGV[2]), uid)
end
for _, left in ipairs(unreadable) do
  redis.call('ZADD', KEYS[1], whole(now + ${AGAIN_MS}), left[1])
  found[#found + 1] = left[2]
  found[#found + 1] = {}
end
return found
`);

/**
 * When those that a claim would give have expired: what several partitions are compared by.
 *
 * KEYS: expiry index. ARGV: how many. Answer: their deadlines by the clock of this server, from now on, as text.
 */
export const DUE: RedisScript = redisScript(`${CLOCK}${HEAD}${INDEX}${NEXT_DUE}
local base = string.sub(KEYS[1], 1, -2)
local now, limit = clock(), tonumber(ARGV[1])
local scores, uids = {}, {}
while #uids < limit do
  local uid = nextDue(base, now)
  if not uid then break end
  local score = redis.call('ZSCORE', KEYS[1], uid)
  redis.call('ZREM', KEYS[1], uid)
  uids[#uids + 1] = uid
  scores[#scores + 1] = score
end
local answer = {}
for at, uid in ipairs(uids) do
  redis.call('ZADD', KEYS[1], scores[at], uid)
  answer[at] = whole(scores[at] - now)
end
for _, left in ipairs(unreadable) do
  if left[3] then
    redis.call('ZADD', KEYS[1], whole(left[3]), left[1])
    answer[#answer + 1] = whole(left[3] - now)
  end
end
return answer
`);
