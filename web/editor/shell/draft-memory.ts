/** Drafts in this browser: a reload, a crash or a closed lid loses nothing. */

import type { Draft, Drafts } from "../core/drafts.ts";

const PREFIX = "handrail-editor-draft:";

export interface DraftMemory {
  load(): Drafts;
  /** Whether the drafts are kept; false when the browser has no room or forbids it. */
  save(drafts: Drafts): boolean;
}

/** The drafts of one editor, a file each; those of other editors on this device stay theirs. */
export function draftMemoryOf(
  editor: string,
  storage: Storage | null = browserStorage(),
): DraftMemory {
  const prefix = `${PREFIX}${editor}:`;
  const known = new Map<string, string>();
  return {
    load: () => {
      const drafts: Record<string, Draft> = {};
      for (const key of Object.keys(storage ?? {})) {
        if (!key.startsWith(prefix)) continue;
        const kept = storage!.getItem(key)!;
        const draft = parse(kept);
        if (draft === null) continue;
        known.set(key, kept);
        drafts[key.slice(prefix.length)] = draft;
      }
      return drafts;
    },
    save: (drafts) => {
      if (storage === null) return Object.keys(drafts).length === 0;
      try {
        for (const key of known.keys()) {
          if (key.slice(prefix.length) in drafts) continue;
          storage.removeItem(key);
          known.delete(key);
        }
        for (const [name, draft] of Object.entries(drafts)) {
          const key = prefix + name;
          const text = JSON.stringify(draft);
          if (known.get(key) === text) continue;
          storage.setItem(key, text);
          known.set(key, text);
        }
        return true;
      } catch {
        return false;
      }
    },
  };
}

function parse(text: string): Draft | null {
  try {
    const draft = JSON.parse(text) as Partial<Draft>;
    if (typeof draft.text !== "string") return null;
    return { text: draft.text, revision: draft.revision ?? null, at: draft.at ?? 0 };
  } catch {
    return null;
  }
}

function browserStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null; // forbidden by the browser
  }
}
