import { beforeEach, expect, it } from "vitest";
import { draftMemoryOf } from "./draft-memory.ts";

/** A browser's storage as far as it is used, with room for so many characters. */
function storage(room = Infinity): Storage {
  const kept: Record<string, string> = {};
  const methods = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      if (value.length > room) throw new DOMException("full", "QuotaExceededError");
      kept[key] = value;
    },
    removeItem: (key: string) => {
      delete kept[key];
    },
  };
  return new Proxy(kept, {
    get: (target, key) => methods[key as keyof typeof methods] ?? target[key as string],
  }) as unknown as Storage;
}

const draft = { revision: "1", text: "text", at: 5 };
let device: Storage;
beforeEach(() => (device = storage()));

it("a reload finds the drafts again", () => {
  expect(
    draftMemoryOf("e1", device).save({ "a.yml": draft, "n.yml": { ...draft, revision: null } }),
  ).toBe(true);
  expect(draftMemoryOf("e1", device).load()).toEqual({
    "a.yml": draft,
    "n.yml": { ...draft, revision: null },
  });
});

it("a draft that is done is forgotten, another editor's is not touched", () => {
  draftMemoryOf("e2", device).save({ "a.yml": draft });
  const memory = draftMemoryOf("e1", device);
  memory.save({ "a.yml": draft, "b.yml": draft });
  memory.save({ "b.yml": draft });
  expect(draftMemoryOf("e1", device).load()).toEqual({ "b.yml": draft });
  expect(draftMemoryOf("e2", device).load()).toEqual({ "a.yml": draft });
});

it("what is not a draft is passed over", () => {
  device.setItem("handrail-editor-draft:e1:a.yml", "{rubbish");
  device.setItem("handrail-editor-draft:e1:b.yml", "{}");
  expect(draftMemoryOf("e1", device).load()).toEqual({});
});

it("it says when this browser keeps nothing", () => {
  expect(draftMemoryOf("e1", storage(3)).save({ "a.yml": draft })).toBe(false);
  expect(draftMemoryOf("e1", null).save({ "a.yml": draft })).toBe(false);
  expect(draftMemoryOf("e1", null).save({})).toBe(true);
  expect(draftMemoryOf("e1", null).load()).toEqual({});
});
