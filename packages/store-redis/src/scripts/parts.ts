import { UNREADABLE_KEPT_MS } from 'httpsession';

/**
 * Pieces that several scripts begin with. Every number that a server command gets from a script is formatted
 * here: Lua's own way of writing numbers drops digits.
 */

/**
 * `clock()`: this server's time in epoch milliseconds, one and the same throughout a script. `whole(n)`: a number as
 * commands take it.
 */
export const CLOCK = `
local instant
local function clock()
  if not instant then
    local time = redis.call('TIME')
    instant = time[1] * 1000 + math.floor(time[2] / 1000)
  end
  return instant
end
local function whole(number)
  return string.format('%.0f', number)
end
`;

/**
 * `readHead(record)`: the parts of a head as a table, with the text itself as `text`. Nil when there is none
 * or it is not of our format. The layout is told in record/head.ts.
 */
export const HEAD = `
local function readHead(record)
  local text = redis.call('HGET', record, 'h')
  if not text or #text < 66 or string.byte(text) ~= 1 then return nil, text end
  local head = { text = text }
  local uids, keys, principals, sealeds
  head.format, head.state, head.version, head.createdAt, head.accessedAt, head.idle, head.deadline,
    head.indexed, uids, keys, principals, sealeds = struct.unpack('<BBddddddI4I4I4I4', text)
  local at = 67
  head.uid = string.sub(text, at, at + uids - 1)
  at = at + uids
  head.key = string.sub(text, at, at + keys - 1)
  at = at + keys
  if principals > 0 then
    head.principal = string.sub(text, at, at + principals - 2)
    at = at + principals - 1
  end
  if sealeds > 0 then head.sealedId = string.sub(text, at, at + sealeds - 2) end
  return head
end
local function packHead(head)
  local principal, sealedId = head.principal, head.sealedId
  return struct.pack('<BBddddddI4I4I4I4', 1, head.state, head.version, head.createdAt, head.accessedAt,
    head.idle, head.deadline, head.indexed, #head.uid, #head.key,
    principal and #principal + 1 or 0, sealedId and #sealedId + 1 or 0)
    .. head.uid .. head.key .. (principal or '') .. (sealedId or '')
end
`;

const DAY = `
local DAY = ${UNREADABLE_KEPT_MS}
`;

/**
 * `keep(record, due, now)`: the safety net, a day behind the deadline: what no process ever claims goes away by
 * itself. `index(…)`: enters a deadline. `indexPrincipal(…)`: enters a session among those of its person, in an
 * index that lives as long as the longest of its entries.
 */
export const INDEX: string =
  DAY +
  `
local function keep(record, due, now)
  if due == math.huge then
    redis.call('PERSIST', record)
  else
    redis.call('PEXPIRE', record, whole(math.max(due - now, 0) + DAY))
  end
end
local function index(base, record, uid, due, now)
  redis.call('ZADD', base .. 'x', whole(due), uid)
  keep(record, due, now)
end
local function indexPrincipal(base, head, now)
  local name = base .. 'u:' .. head.principal
  local left = redis.call('PTTL', name)
  redis.call('ZADD', name, whole(head.createdAt), head.uid)
  if head.deadline == math.huge then
    if left >= 0 then redis.call('PERSIST', name) end
    return
  end
  local needed = math.max(head.deadline - now, 0) + DAY
  if left == -2 or (left >= 0 and left < needed) then redis.call('PEXPIRE', name, whole(needed)) end
end
local function unindexPrincipal(base, head)
  if head.principal then redis.call('ZREM', base .. 'u:' .. head.principal, head.uid) end
end
`;

/**
 * `forward(uid, key)`: where a session has gone, as former keys have it: behind its length the uid, then the key.
 * Another session may be under that key by then. `former(base, key)`: the forward of a former key, to where the
 * session is by now as far as this partition knows, however often it was renamed; nil when it is none.
 */
export const FORWARD = `
local function forward(uid, key)
  return #uid .. ':' .. uid .. key
end
local function former(base, key)
  local text = redis.call('GET', base .. 'f:' .. key)
  if not text then return nil end
  local length = string.match(text, '^%d+')
  local uid = string.sub(text, #length + 2, #length + 1 + length)
  local now = redis.call('HGET', base .. 'i', uid)
  return now and forward(uid, now) or text
end
`;

/** `setFields(record, args, from)`: sets the fields and values that `args` has from there on, so many at a time. */
export const FIELDS = `
local function setFields(record, args, from)
  for at = from, #args, 4000 do
    redis.call('HSET', record, unpack(args, at, math.min(at + 3999, #args)))
  end
end
`;

/**
 * `notify(channel, letter, key)`: tells of a change, if anybody wants to be told: the channel is not empty. The
 * letters are those of notices/notice-payload.ts.
 */
export const NOTIFY = `
local function notify(channel, letter, key)
  if channel ~= '' then redis.call('PUBLISH', channel, letter .. key) end
end
`;
