import { CLAIM_BYTES } from 'httpsession';
import { redisScript, type RedisScript } from '../client/redis-port.ts';

/** A script for one call, and the same for many calls at once. */
export interface BatchedScript extends RedisScript {
  /**
   * KEYS: those of each call. ARGV: of each call how many arguments it has, then those. Answer: those of the calls;
   * for one that failed `{ 'error', what the server said }`. The others are not touched by that. Behind answers with `CLAIM_BYTES`
   * of fields it is `{ 'later' }`, and nothing was done: whoever waits has a deadline, and the server other things to do.
   */
  readonly many: RedisScript;
}

/**
 * Makes both of the functions that a script has and of its body, which has `keys` keys. Functions are made once for
 * all calls, so what they need of one call they are given.
 */
export function batchedScript(functions: string, keys: number, body: string): BatchedScript {
  return {
    ...redisScript(functions + body),
    many: redisScript(`${functions}
local function one(KEYS, ARGV)
${body}
end
local answers, at, bytes = {}, 1, 0
for key = 1, #KEYS, ${keys} do
  local last = at + ARGV[at]
  local isDone, answer = true, { 'later' }
  if bytes < ${CLAIM_BYTES} then
    isDone, answer = pcall(one, { unpack(KEYS, key, key + ${keys - 1}) }, { unpack(ARGV, at + 1, last) })
    if not isDone then answer = { 'error', type(answer) == 'table' and answer.err or tostring(answer) }
    elseif type(answer) == 'table' and type(answer[2]) == 'table' then
      for _, text in ipairs(answer[2]) do bytes = bytes + #text end
    end
  end
  answers[#answers + 1] = answer
  at = last + 1
end
return answers
`),
  };
}
