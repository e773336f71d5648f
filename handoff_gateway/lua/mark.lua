-- Keep the highest entry that one side has read, and tell of a new one; a lower one changes nothing.
-- KEYS[1] marks: hash, side -> the highest entry it has read
-- ARGV[1] side   ARGV[2] the entry's number   ARGV[3] channel of the conversation   ARGV[4] how to publish
-- Returns 1 when it was new, else 0
if tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0') >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call(ARGV[4], ARGV[3], '{"who": "' .. ARGV[1] .. '", "read": ' .. ARGV[2] .. '}')
return 1
