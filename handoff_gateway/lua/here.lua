-- Some customers have the chat open; whoever was not heard of in time is forgotten. The desk hears of new ones.
-- KEYS[1] here: hash, conversation -> until (ms)
-- ARGV[1] now (ms)   ARGV[2] until (ms)   ARGV[3..n-2] conversations   ARGV[n-1] channel of the desk   ARGV[n] how to publish
-- Returns how many are new
local now, new = tonumber(ARGV[1]), 0
local known = redis.call('HGETALL', KEYS[1])
for i = 1, #known, 2 do
  if tonumber(known[i + 1]) < now then redis.call('HDEL', KEYS[1], known[i]) end
end
for i = 3, #ARGV - 2 do new = new + redis.call('HSET', KEYS[1], ARGV[i], ARGV[2]) end
if new > 0 then redis.call(ARGV[#ARGV], ARGV[#ARGV - 1], '1') end
return new
