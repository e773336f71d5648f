-- An agent is here; said again before it runs out. The desk hears of a new agent or status, of no heartbeat.
-- KEYS[1] agents: hash, agent -> {"name", "status", "until" (ms)}
-- ARGV[1] agent   ARGV[2] the presence (JSON)   ARGV[3] '1': only if the agent is here already
-- ARGV[4] channel of the desk   ARGV[5] how to publish
-- Returns 1 when the desk was told, else 0
local before = redis.call('HGET', KEYS[1], ARGV[1])
if not before and ARGV[3] == '1' then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if before and cjson.decode(before)['status'] == cjson.decode(ARGV[2])['status'] then return 0 end
redis.call(ARGV[5], ARGV[4], '1')
return 1
