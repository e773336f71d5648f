-- Keep the newest observations of one kind.
-- KEYS[1] list, newest first (ms)
-- ARGV[1] observed (ms)   ARGV[2] how many are kept
-- Returns 1
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
return 1
