-- Give a waiting conversation to an agent who asks for it, is online and has a free place: one winner, in one
-- act. After fits.lua, whose KEYS[1..4] these are.
-- ARGV[1] agent   ARGV[2] now (ms)   ARGV[3] conversation, or '' for the first that the agent may have
-- ARGV[4] channel of the desk   ARGV[5] how to publish
-- Returns {'claimed', conversation} | {'taken', conversation, agent} | {'none'} | {'full'} | {'offline'}
local now, wanted = tonumber(ARGV[2]), ARGV[3]
local online, me = online_agents(now), nil
for _, agent in ipairs(online) do
  if agent['id'] == ARGV[1] then me = agent end
end
if not me then return {'offline'} end

if wanted ~= '' then
  local holder = redis.call('HGET', KEYS[2], wanted)
  if holder then
    holder = string.match(holder, '^%d+:(.*)$')
    if holder == me['id'] then return {'claimed', wanted} end
    return {'taken', wanted, holder}
  end
  if not redis.call('ZSCORE', KEYS[1], wanted) then return {'none'} end
end

if me['load'] >= me['capacity'] then return {'full'} end

if wanted == '' then
  walk(function(conversation, place)
    for _, agent in ipairs(fitting(place, online, now)) do
      if agent == me then wanted = conversation end
    end
    return wanted ~= ''
  end)
  if wanted == '' then return {'none'} end
end
redis.call('ZREM', KEYS[1], wanted)
redis.call('HDEL', KEYS[4], wanted)
redis.call('HSET', KEYS[2], wanted, ARGV[2] .. ':' .. me['id'])
redis.call(ARGV[5], ARGV[4], '1')
return {'claimed', wanted}
