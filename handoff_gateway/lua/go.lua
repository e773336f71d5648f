-- An agent went away.
-- KEYS[1] agents: hash, agent -> {"name", "status", "until" (ms)}
-- ARGV[1] agent   ARGV[2] channel of the desk   ARGV[3] how to publish
-- Returns 1 when the agent was here, else 0
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call(ARGV[3], ARGV[2], '1')
return 1
