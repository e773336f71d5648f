-- Make a conversation the customer's current one, if the current one still is the expected one.
-- KEYS[1] the customer's current conversation: string "conversation ms before", where `before` may be empty
-- KEYS[2] tracked: set; only where one server has both keys
-- ARGV[1] expected conversation or ''   ARGV[2] the new one, which KEYS[2] then holds as well   ARGV[3] now (ms)
-- Returns the conversation that is current now
local known = redis.call('GET', KEYS[1]) or ''
local current = string.match(known, '^%S+') or ''
if current ~= ARGV[1] then return current end
if KEYS[2] then redis.call('SADD', KEYS[2], ARGV[2]) end
-- 400 days: a customer who never comes back is forgotten
redis.call('SET', KEYS[1], ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. current, 'EX', 34560000)
return ARGV[2]
