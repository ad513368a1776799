import { redisScript, type RedisScript } from '../client/redis-port.ts';

/** A script for one call, and the same for many calls at once. */
export interface BatchedScript extends RedisScript {
  /**
   * KEYS: those of each call. ARGV: of each call how many arguments it has, then those. Answer: those of the calls;
   * for one that failed `{ 'error', what the server said }`. The others are not touched by that.
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
local answers, at = {}, 1
for key = 1, #KEYS, ${keys} do
  local last = at + ARGV[at]
  local isDone, answer = pcall(one, { unpack(KEYS, key, key + ${keys - 1}) }, { unpack(ARGV, at + 1, last) })
  if not isDone then answer = { 'error', type(answer) == 'table' and answer.err or tostring(answer) } end
  answers[#answers + 1] = answer
  at = last + 1
end
return answers
`),
  };
}
