-- Sends the same request again and again, or one for each cookie in turn, all written beforehand.
-- Arguments: a path, and a file of cookies, one a line, or '-'.

local requests = {}
local at = 0

function init(args)
  if args[2] == '-' then
    requests[1] = wrk.format('GET', args[1])
  else
    for line in io.lines(args[2]) do
      requests[#requests + 1] = wrk.format('GET', args[1], { ['Host'] = 'localhost', ['Cookie'] = line })
    end
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'result {"requests":%d,"micros":%d,"p99Micros":%d,"errors":%d}\n',
    summary.requests, summary.duration, latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
