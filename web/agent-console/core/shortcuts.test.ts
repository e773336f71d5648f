import { describe, expect, it } from "vitest";
import { shortcutOf } from "./shortcuts.ts";

describe("shortcuts", () => {
  const press = (key: string, code = "", held: Partial<Parameters<typeof shortcutOf>[0]> = {}) =>
    shortcutOf({
      key,
      code,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      shiftKey: false,
      ...held,
    });

  it("work by letter, and by place when a Korean keyboard types another", () => {
    expect(press("j", "KeyJ")).toBe("next");
    expect(press("ㅓ", "KeyJ")).toBe("next");
    expect(press("Process", "KeyN")).toBe("take");
    expect(press("?", "Slash", { shiftKey: true })).toBe("help");
  });

  it("follow the letter on another Latin layout", () => {
    expect(press("h", "KeyJ")).toBeNull();
    expect(press("n", "KeyL")).toBe("take");
  });

  it("leave the browser's own combinations alone", () => {
    expect(press("n", "KeyN", { ctrlKey: true })).toBeNull();
    expect(press("a", "KeyA", { metaKey: true })).toBeNull();
  });
});
