-- Erase a conversation's log and its ids, unless it went on meanwhile; again changes nothing.
-- KEYS[1] log: stream, entry n has the id "n-0"      KEYS[2] ids: hash, message id -> its entry's number
-- KEYS[3] marks: hash, side -> the highest entry it has read
-- ARGV[1] expected version
-- Returns 1 when the log is not there any more, 0 when it went on
local version = redis.call('XLEN', KEYS[1])
if version ~= 0 and version ~= tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
return 1
