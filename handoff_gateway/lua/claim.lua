-- Give a waiting conversation to an agent who is online and has a free place: one winner, in one act.
-- KEYS[1] queue: sorted set, conversation by request time (ms)   KEYS[2] held: hash, conversation -> "ms:agent"
-- KEYS[3] agents: hash, agent -> {"name", "status", "until" (ms)}
-- ARGV[1] agent   ARGV[2] capacity   ARGV[3] now (ms)   ARGV[4] conversation, or '' for the longest waiting
-- ARGV[5] channel of the desk   ARGV[6] how to publish
-- Returns {'claimed', conversation} | {'taken', conversation, agent} | {'none'} | {'full'} | {'offline'}
local agent, now, wanted = ARGV[1], tonumber(ARGV[3]), ARGV[4]
local presence = redis.call('HGET', KEYS[3], agent)
if not presence then return {'offline'} end
presence = cjson.decode(presence)
if presence['status'] ~= 'online' or presence['until'] < now then return {'offline'} end

if wanted ~= '' then
  local holder = redis.call('HGET', KEYS[2], wanted)
  if holder then
    holder = string.match(holder, '^%d+:(.*)$')
    if holder == agent then return {'claimed', wanted} end
    return {'taken', wanted, holder}
  end
  if not redis.call('ZSCORE', KEYS[1], wanted) then return {'none'} end
end

local load = 0
for _, value in ipairs(redis.call('HVALS', KEYS[2])) do
  if string.match(value, '^%d+:(.*)$') == agent then load = load + 1 end
end
if load >= tonumber(ARGV[2]) then return {'full'} end

if wanted == '' then
  wanted = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
  if not wanted then return {'none'} end
end
redis.call('ZREM', KEYS[1], wanted)
redis.call('HSET', KEYS[2], wanted, ARGV[3] .. ':' .. agent)
redis.call(ARGV[6], ARGV[5], '1')
return {'claimed', wanted}
