import { describe, expect, it } from "vitest";
import { NOTHING_REMEMBERED } from "../core/desk.ts";
import { forgetTab, tabMemoryOf } from "./tab-memory.ts";

/** A storage as the browser has it: its entries are its own enumerable properties. */
function fakeStorage(): Storage {
  const methods = {
    getItem(this: Record<string, string>, key: string) {
      return this[key] ?? null;
    },
    setItem(this: Record<string, string>, key: string, value: string) {
      this[key] = value;
    },
    removeItem(this: Record<string, string>, key: string) {
      delete this[key];
    },
  };
  return Object.create(methods) as Storage;
}

describe("the tab's memory", () => {
  it("survives a reload for the same agent", () => {
    const storage = fakeStorage();
    tabMemoryOf("one", storage).save({ ...NOTHING_REMEMBERED, drafts: { c_1: "half" } });
    expect(tabMemoryOf("one", storage).load().drafts).toEqual({ c_1: "half" });
  });

  it("is never another agent's", () => {
    const storage = fakeStorage();
    tabMemoryOf("one", storage).save({ ...NOTHING_REMEMBERED, drafts: { c_1: "half" } });
    expect(tabMemoryOf("two", storage).load()).toEqual(NOTHING_REMEMBERED);
    expect(tabMemoryOf("one", storage).load()).toEqual(NOTHING_REMEMBERED);
  });

  it("is empty after the sign-out, and leaves alone what is not the console's", () => {
    const storage = fakeStorage();
    storage.setItem("other", "kept");
    tabMemoryOf("one", storage).save({ ...NOTHING_REMEMBERED, selected: "c_1" });
    forgetTab(storage);
    expect(Object.keys(storage)).toEqual(["other"]);
  });

  it("begins anew when what was saved cannot be read", () => {
    const storage = fakeStorage();
    storage.setItem("handrail-console:one", "{broken");
    expect(tabMemoryOf("one", storage).load()).toEqual(NOTHING_REMEMBERED);
  });
});
