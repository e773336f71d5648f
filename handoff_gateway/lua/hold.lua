-- Say who has a conversation, as its log says; it waits no more.
-- KEYS[1] queue: sorted set, conversation by rank * 10^13 + request time (ms)
-- KEYS[2] held: hash, conversation -> "ms:agent"   KEYS[3] places: hash, conversation -> the place (JSON)
-- KEYS[4] idle: hash, agent -> since when (ms) the agent has had a free place again
-- ARGV[1] conversation   ARGV[2] agent   ARGV[3] now (ms)   ARGV[4] channel of the desk   ARGV[5] how to publish
-- Returns 1 when something changed, else 0
local left = redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
local holder = redis.call('HGET', KEYS[2], ARGV[1])
holder = holder and string.match(holder, '^%d+:(.*)$')
if holder == ARGV[2] and left == 0 then return 0 end
if holder and holder ~= ARGV[2] then redis.call('HSET', KEYS[4], holder, ARGV[3]) end
if holder ~= ARGV[2] then redis.call('HSET', KEYS[2], ARGV[1], ARGV[3] .. ':' .. ARGV[2]) end
redis.call(ARGV[5], ARGV[4], '1')
return 1
