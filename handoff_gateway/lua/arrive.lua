-- An agent is here; said again before it runs out. The desk hears of a new agent or status, of no heartbeat.
-- KEYS[1] agents: hash, agent -> {"name", "status", "until" (ms)}
-- ARGV[1] agent   ARGV[2] the presence (JSON)   ARGV[3] channel of the desk   ARGV[4] how to publish
-- Returns 1 when the desk was told, else 0
local before = redis.call('HGET', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if before and cjson.decode(before)['status'] == cjson.decode(ARGV[2])['status'] then return 0 end
redis.call(ARGV[4], ARGV[3], '1')
return 1
