-- wrk's side of load.ts. Headers come with -H; the arguments are the number of the first client, how many there are, and,
-- for a load at a rate, after how many milliseconds each connection asks again. Where a header has
-- {client}, {high} or {low}, each request is from the next of `clients` clients: its number, and the halves of it in
-- hexadecimal, for addresses. Ends with one line of JSON; times are in microseconds.
local next_client, clients, pieces

function init(args)
  next_client, clients = tonumber(args[1]), tonumber(args[2])
  local interval = tonumber(args[3])
  -- Not all at once: from none to twice as long.
  if interval then delay = function() return math.random(0, 2 * interval) end end
  local text = wrk.format("GET")
  if not text:find("{%l+}") then return end
  pieces = {}
  local at = 1
  for from, name, to in text:gmatch("(){(%l+)}()") do
    pieces[#pieces + 1] = text:sub(at, from - 1)
    pieces[#pieces + 1] = name
    at = to
  end
  pieces[#pieces + 1] = text:sub(at)
  request = function()
    local number = next_client
    next_client = (number + 1) % clients
    local written = {
      client = tostring(number),
      high = string.format("%x", math.floor(number / 65536)),
      low = string.format("%x", number % 65536),
    }
    local parts = {}
    for index, piece in ipairs(pieces) do parts[index] = index % 2 == 1 and piece or written[piece] end
    return table.concat(parts)
  end
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '\nRESULT {"requests":%d,"seconds":%.6f,"bytes":%d,"refused":%d,"broken":%d,"p50":%d,"p99":%d}',
    summary.requests, summary.duration / 1e6, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)
  ))
end
