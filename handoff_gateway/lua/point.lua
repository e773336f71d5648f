-- Make a conversation the customer's current one, if the current one still is the expected one.
-- KEYS[1] the customer's current conversation: string
-- KEYS[2] tracked: set; only where one server has both keys
-- ARGV[1] expected conversation or ''   ARGV[2] the new one, which KEYS[2] then holds as well
-- Returns the conversation that is current now
local current = redis.call('GET', KEYS[1])
if (current or '') ~= ARGV[1] then return current or '' end
if KEYS[2] then redis.call('SADD', KEYS[2], ARGV[2]) end
redis.call('SET', KEYS[1], ARGV[2], 'EX', 34560000) -- 400 days: a customer who never comes back is forgotten
return ARGV[2]
