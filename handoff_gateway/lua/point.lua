-- Make a conversation the customer's current one, if the current one still is the expected one.
-- KEYS[1] the customer's current conversation: string
-- ARGV[1] expected conversation or ''   ARGV[2] the new one
-- Returns the conversation that is current now
local current = redis.call('GET', KEYS[1])
if (current or '') ~= ARGV[1] then return current or '' end
redis.call('SET', KEYS[1], ARGV[2])
return ARGV[2]
