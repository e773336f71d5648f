import { describe, expect, test } from "vitest";
import { sends } from "./composer.ts";

const key = { key: "Enter", shiftKey: false, isComposing: false, keyCode: 13 };

describe("Enter", () => {
  test("sends", () => {
    expect(sends(key)).toBe(true);
  });
  test("with Shift begins a line", () => {
    expect(sends({ ...key, shiftKey: true })).toBe(false);
  });
  test("finishes the syllable that is being composed and sends nothing", () => {
    expect(sends({ ...key, isComposing: true })).toBe(false);
  });
  test("finishes it also where the browser has ended the composition before the key", () => {
    expect(sends({ ...key, keyCode: 229 })).toBe(false);
  });
  test("other keys do not send", () => {
    expect(sends({ ...key, key: "a" })).toBe(false);
  });
});
