-- Give waiting conversations to agents by the rules, in the order of the queue: nobody above their capacity,
-- nobody twice, in one act. After fits.lua, whose KEYS[1..4] these are.
-- KEYS[5] idle: hash, agent -> since when (ms) the agent has had a free place again
-- ARGV[1] now (ms)   ARGV[2] how many at most   ARGV[3] channel of the desk   ARGV[4] how to publish
-- Returns {conversation, agent, the agent's name, conversation, ...}
local now, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local online, free = online_agents(now), 0
for _, agent in ipairs(online) do
  agent['idle'] = tonumber(redis.call('HGET', KEYS[5], agent['id']) or '0')
  if agent['load'] < agent['capacity'] then free = free + 1 end
end
if free == 0 then return {} end

local function before(one, other, first, second)
  if one[first] ~= other[first] then return one[first] < other[first] end
  if one[second] ~= other[second] then return one[second] < other[second] end
  return one['id'] < other['id']
end

local function choose(place)
  if place['assign'] == 'by_hand' then return nil end
  local first, second = 'load', 'idle'
  if place['routing'] == 'longest_idle' then first, second = 'idle', 'load' end
  local chosen = nil
  for _, agent in ipairs(fitting(place, online, now)) do
    local passed = agent['id'] ~= place['only'] and has(place['passed'], agent['id'])
    if agent['load'] < agent['capacity'] and not passed then
      if agent['id'] == place['preferred'] then return agent end
      if not chosen or before(agent, chosen, first, second) then chosen = agent end
    end
  end
  return chosen
end

local given = {}
walk(function(conversation, place)
  local agent = choose(place)
  if agent then
    agent['load'] = agent['load'] + 1
    if agent['load'] == agent['capacity'] then free = free - 1 end
    for _, value in ipairs({conversation, agent['id'], agent['name']}) do given[#given + 1] = value end
  end
  return free == 0 or #given == 3 * limit
end)
if #given == 0 then return given end
for i = 1, #given, 3 do
  redis.call('ZREM', KEYS[1], given[i])
  redis.call('HDEL', KEYS[4], given[i])
  redis.call('HSET', KEYS[2], given[i], ARGV[1] .. ':' .. given[i + 1])
end
redis.call(ARGV[4], ARGV[3], '1')
return given
