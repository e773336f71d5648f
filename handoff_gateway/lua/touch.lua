-- Write something beside a log that is there, so that a WAIT after it waits for all that the log has.
-- KEYS[1] log: stream      KEYS[2] ids: hash, message id -> its entry's number; '' is no message's
-- Returns the log's version
local version = redis.call('XLEN', KEYS[1])
if version > 0 then redis.call('HSET', KEYS[2], '', version) end
return version
