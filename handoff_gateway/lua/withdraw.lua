-- A conversation waits no more and nobody has it; again changes nothing.
-- KEYS[1] queue: sorted set, conversation by request time (ms)   KEYS[2] held: hash, conversation -> "ms:agent"
-- ARGV[1] conversation   ARGV[2] channel of the desk   ARGV[3] how to publish
-- Returns 1 when something changed, else 0
local gone = redis.call('ZREM', KEYS[1], ARGV[1]) + redis.call('HDEL', KEYS[2], ARGV[1])
if gone == 0 then return 0 end
redis.call(ARGV[3], ARGV[2], '1')
return 1
