-- Stands before `assign` and `claim`: the agents who are online, and who of them may have a place (routing.py).
-- KEYS[1] queue: sorted set, conversation by rank * 10^13 + request time (ms)
-- KEYS[2] held: hash, conversation -> "ms:agent"
-- KEYS[3] agents: hash, agent -> {"name", "status", "until" (ms), "capacity", "languages", "skills", "queues"}
-- KEYS[4] places: hash, conversation -> the place (JSON)
local function has(list, value)
  for _, one in ipairs(list) do
    if one == value then return true end
  end
  return false
end

local function loads()
  local load = {}
  for _, value in ipairs(redis.call('HVALS', KEYS[2])) do
    local agent = string.match(value, '^%d+:(.*)$')
    load[agent] = (load[agent] or 0) + 1
  end
  return load
end

local function online_agents(now)
  local found, load, flat = {}, loads(), redis.call('HGETALL', KEYS[3])
  for i = 1, #flat, 2 do
    local agent = cjson.decode(flat[i + 1])
    -- What a gateway of an earlier release wrote has no capacity: it takes nothing.
    if agent['status'] == 'online' and agent['until'] >= now and agent['capacity'] then
      agent['id'], agent['load'] = flat[i], load[flat[i]] or 0
      found[#found + 1] = agent
    end
  end
  return found
end

local function does(place, agent)
  if place['widened'] then return true end
  if agent['queues'] and not has(agent['queues'], place['queue']) then return false end
  for _, skill in ipairs(place['skills']) do
    if not has(agent['skills'], skill) then return false end
  end
  return true
end

local function fitting(place, online, now)
  if place['only'] then
    for _, agent in ipairs(online) do
      if agent['id'] == place['only'] then return {agent} end
    end
    if now < place['only_until'] then return {} end
  end
  local fit, speak = {}, {}
  for _, agent in ipairs(online) do
    if does(place, agent) then
      fit[#fit + 1] = agent
      if has(agent['languages'], place['language']) then speak[#speak + 1] = agent end
    end
  end
  if place['widened'] and #speak == 0 then return fit end
  return speak
end

local PAGE = 100
-- Goes through the queue in its order, until visit(conversation, place) says that it is enough.
local function walk(visit)
  local start = 0
  while true do
    local names = redis.call('ZRANGE', KEYS[1], start, start + PAGE - 1)
    if #names == 0 then return end
    local places = redis.call('HMGET', KEYS[4], unpack(names))
    for i, name in ipairs(names) do
      if places[i] and visit(name, cjson.decode(places[i])) then return end
    end
    start = start + PAGE
  end
end

