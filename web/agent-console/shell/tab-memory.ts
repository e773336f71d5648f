/** What this tab remembers over a reload: drafts, unsent replies, what was read. Gone with the tab or the sign-out. */

import { NOTHING_REMEMBERED, type Memory } from "../core/desk.ts";

const PREFIX = "handrail-console:";

export interface TabMemory {
  load(): Memory;
  save(memory: Memory): void;
}

/** The memory of one agent; what another agent left in this tab is wiped. */
export function tabMemoryOf(agent: string, storage: Storage = sessionStorage): TabMemory {
  const key = PREFIX + agent;
  for (const other of Object.keys(storage)) {
    if (other.startsWith(PREFIX) && other !== key) storage.removeItem(other);
  }
  let saved = storage.getItem(key);
  return {
    load: () => parse(saved),
    save: (memory) => {
      const text = JSON.stringify(memory);
      if (text === saved) return;
      saved = text;
      try {
        storage.setItem(key, text);
      } catch {
        // Storage full or forbidden: the console works on, only without memory.
      }
    },
  };
}

/** Forgets everything of every agent in this tab. */
export function forgetTab(storage: Storage = sessionStorage): void {
  for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
}

function parse(text: string | null): Memory {
  if (text === null) return NOTHING_REMEMBERED;
  try {
    return { ...NOTHING_REMEMBERED, ...(JSON.parse(text) as Partial<Memory>) };
  } catch {
    return NOTHING_REMEMBERED;
  }
}
