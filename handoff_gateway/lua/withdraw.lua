-- A conversation waits no more and nobody has it; again changes nothing.
-- KEYS[1] queue: sorted set, conversation by rank * 10^13 + request time (ms)
-- KEYS[2] held: hash, conversation -> "ms:agent"   KEYS[3] places: hash, conversation -> the place (JSON)
-- KEYS[4] idle: hash, agent -> since when (ms) the agent has had a free place again
-- ARGV[1] conversation   ARGV[2] now (ms)   ARGV[3] channel of the desk   ARGV[4] how to publish
-- Returns 1 when something changed, else 0
local holder = redis.call('HGET', KEYS[2], ARGV[1])
if holder then
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('HSET', KEYS[4], string.match(holder, '^%d+:(.*)$'), ARGV[2])
end
redis.call('HDEL', KEYS[3], ARGV[1])
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 and not holder then return 0 end
redis.call(ARGV[4], ARGV[3], '1')
return 1
