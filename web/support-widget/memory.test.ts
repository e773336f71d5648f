import { afterEach, describe, expect, test, vi } from "vitest";
import { browserMemory, NOTHING } from "./memory.ts";

class FakeStorage {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
}

const forbid = (): never => {
  throw new DOMException("storage is forbidden", "SecurityError");
};
const remembered = { ...NOTHING, token: "t1", conversation: "c_1" };

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the browser's memory", () => {
  test("lasts from one page to the next, for each gateway apart", () => {
    vi.stubGlobal("localStorage", new FakeStorage());
    vi.stubGlobal("sessionStorage", new FakeStorage());
    browserMemory("https://a.example").save(remembered);
    expect(browserMemory("https://a.example").load()).toEqual(remembered);
    expect(browserMemory("https://b.example").load()).toEqual(NOTHING);
  });

  test("keeps what is pending to the tab", () => {
    const tab = new FakeStorage();
    vi.stubGlobal("localStorage", new FakeStorage());
    vi.stubGlobal("sessionStorage", tab);
    browserMemory("https://a.example").savePending([{ type: "ask_human", id: "x" }]);
    expect(tab.kept.size).toBe(1);
    expect(browserMemory("https://a.example").loadPending()).toEqual([
      { type: "ask_human", id: "x" },
    ]);
  });

  test("lasts as long as the page where storage is forbidden", () => {
    vi.stubGlobal("localStorage", { getItem: forbid, setItem: forbid });
    vi.stubGlobal("sessionStorage", { getItem: forbid, setItem: forbid });
    const memory = browserMemory("https://a.example");
    expect(memory.load()).toEqual(NOTHING);
    memory.save(remembered);
    expect(memory.load()).toEqual(remembered);
    expect(memory.loadPending()).toEqual([]);
  });

  test("what is no JSON counts as nothing", () => {
    const broken = new FakeStorage();
    broken.kept.set("handrail:https://a.example", "{oops");
    vi.stubGlobal("localStorage", broken);
    vi.stubGlobal("sessionStorage", new FakeStorage());
    expect(browserMemory("https://a.example").load()).toEqual(NOTHING);
  });
});
