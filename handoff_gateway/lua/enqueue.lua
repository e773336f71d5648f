-- Put a conversation at its place; again changes nothing. Whoever held it holds it no more.
-- KEYS[1] queue: sorted set, conversation by rank * 10^13 + request time (ms)
-- KEYS[2] held: hash, conversation -> "ms:agent"   KEYS[3] places: hash, conversation -> the place (JSON)
-- KEYS[4] idle: hash, agent -> since when (ms) the agent has had a free place again
-- ARGV[1] conversation   ARGV[2] score   ARGV[3] the place   ARGV[4] now (ms)
-- ARGV[5] channel of the desk   ARGV[6] how to publish
-- Returns 1 when something changed, else 0
local changed = redis.call('ZADD', KEYS[1], 'CH', ARGV[2], ARGV[1])
if redis.call('HGET', KEYS[3], ARGV[1]) ~= ARGV[3] then
  redis.call('HSET', KEYS[3], ARGV[1], ARGV[3])
  changed = 1
end
local holder = redis.call('HGET', KEYS[2], ARGV[1])
if holder then
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('HSET', KEYS[4], string.match(holder, '^%d+:(.*)$'), ARGV[4])
  changed = 1
end
if changed == 0 then return 0 end
redis.call(ARGV[6], ARGV[5], '1')
return 1
