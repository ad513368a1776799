import { GRACE_SHARE, LAST_INSTANT_MS } from 'httpsession';
import { batchedScript, type BatchedScript } from './batched-script.ts';
import { CLOCK, FIELDS, FORWARD, HEAD, INDEX, NOTIFY } from './parts.ts';

/**
 * Changes a record. The rule of the deadline is that of `deadlineAfter` in httpsession, by the clock of this
 * server. The expiry index is left alone while the deadline only moves back by less than an hour: it then
 * names the session too early, and `CLAIM` looks at the record. Deadlines come with every request, and
 * this spares most of them two commands.
 *
 * KEYS: record, expiry index. ARGV: 1 version that it must have, or nothing; 2 last accessed time; 3 idle
 * time, or nothing; 4 since when it is not in use, from now on, in milliseconds; 5 grace; 6 time to the end
 * of its whole life, or nothing; 7 principal: nothing, `-` to remove it, or `=` and the name; 8 channel of
 * notices, or nothing; 9 uid that it must have, or nothing; 10 how many fields are removed; then those, then fields
 * and values. Answer: 1 done, 0 gone, 2 conflict, -1 unreadable; or where to go on, see store/follow.ts.
 */
export const UPDATE: BatchedScript = batchedScript(
  CLOCK + HEAD + INDEX + FIELDS + FORWARD + NOTIFY,
  2,
  `
local base = string.sub(KEYS[2], 1, -2)
local head, unreadable = readHead(KEYS[1])
if not head then
  if unreadable then return -1 end
  local moved = former(base, string.sub(KEYS[1], #base + 3))
  return moved and { 3, moved } or 0
end
if head.state == 3 then return { 4, redis.call('HGET', KEYS[1], 'm') } end
if ARGV[9] ~= '' and ARGV[9] ~= head.uid then return 0 end
if head.state == 2 then return { 5, forward(head.uid, redis.call('HGET', KEYS[1], 'm')) } end
local now = clock()
if head.state ~= 0 or head.deadline <= now then return 0 end
if ARGV[1] ~= '' and tonumber(ARGV[1]) ~= head.version then return 2 end

local idle, due = tonumber(ARGV[3]), math.huge
local keepsIdle = idle == nil
if keepsIdle then idle = head.idle end
if idle > 0 then due = now + ARGV[4] + idle + math.min(ARGV[5], idle * ${GRACE_SHARE}) end
if keepsIdle then due = math.max(due, head.deadline) end
if ARGV[6] ~= '' then due = math.min(due, now + ARGV[6]) end
due = due > ${LAST_INSTANT_MS} and math.huge or math.ceil(due)

head.version = head.version + 1
head.accessedAt = math.max(head.accessedAt, ARGV[2])
head.idle = idle
head.deadline = due
local isNamed = ARGV[7] ~= ''
if isNamed then
  local principal = ARGV[7] ~= '-' and string.sub(ARGV[7], 2) or nil
  isNamed = principal ~= head.principal
  if isNamed then
    unindexPrincipal(base, head)
    head.principal = principal
  end
end
if due < head.indexed or due > head.indexed + 3600000 then
  head.indexed = due
  index(base, KEYS[1], head.uid, due, now)
  isNamed = true
end
if isNamed and head.principal then indexPrincipal(base, head, now) end

local removed = tonumber(ARGV[10])
for at = 11, 10 + removed, 4000 do
  redis.call('HDEL', KEYS[1], unpack(ARGV, at, math.min(at + 3999, 10 + removed)))
end
redis.call('HSET', KEYS[1], 'h', packHead(head))
setFields(KEYS[1], ARGV, 11 + removed)
notify(ARGV[8], 'c', head.key)
return 1
`,
);
