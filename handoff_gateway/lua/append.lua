-- Append events to a conversation's log: all or nothing, once per message id, at the expected version.
-- KEYS[1] log: stream, entry n has the id "n-0"      KEYS[2] ids: hash, message id -> its entry's number
-- ARGV[1] expected version   ARGV[2] message id or ''   ARGV[3] channel
-- ARGV[4] how to publish: PUBLISH, or SPUBLISH in a cluster   ARGV[5..] events (JSON)
-- Returns {'appended', version} | {'duplicate', seq} | {'conflict', version, missed entries}
if ARGV[2] ~= '' then
  local seq = redis.call('HGET', KEYS[2], ARGV[2])
  if seq then return {'duplicate', tonumber(seq)} end
end
local version = redis.call('XLEN', KEYS[1]) -- entries are numbered without gaps and never trimmed
local expected = tonumber(ARGV[1])
if version ~= expected then
  return {'conflict', version, redis.call('XRANGE', KEYS[1], (expected + 1) .. '-0', '+')}
end
local news = {}
for i = 5, #ARGV do
  version = version + 1
  redis.call('XADD', KEYS[1], version .. '-0', 'event', ARGV[i])
  news[#news + 1] = '[' .. version .. ',' .. ARGV[i] .. ']'
end
if ARGV[2] ~= '' then redis.call('HSET', KEYS[2], ARGV[2], version) end
redis.call(ARGV[4], ARGV[3], '[' .. table.concat(news, ',') .. ']')
return {'appended', version}
