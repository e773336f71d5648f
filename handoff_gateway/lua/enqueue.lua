-- Put a conversation at the place of its request; again changes nothing. Whoever held it holds it no more.
-- KEYS[1] queue: sorted set, conversation by request time (ms)   KEYS[2] held: hash, conversation -> "ms:agent"
-- ARGV[1] conversation   ARGV[2] requested at (ms)   ARGV[3] channel of the desk   ARGV[4] how to publish
-- Returns 1 when something changed, else 0
local added = redis.call('ZADD', KEYS[1], 'NX', ARGV[2], ARGV[1])
local freed = redis.call('HDEL', KEYS[2], ARGV[1])
if added + freed == 0 then return 0 end
redis.call(ARGV[4], ARGV[3], '1')
return 1
