import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { messages, sourceOf } from "../../shared/desk/testing.ts";
import { en } from "./en.ts";
import { ko } from "./ko.ts";

const source = sourceOf(join(import.meta.dirname, ".."));

describe("the editor page's catalogues", () => {
  it("have the same keys in the same order", () => {
    expect(messages(ko).map(([path]) => path)).toEqual(messages(en).map(([path]) => path));
  });

  it("leave nothing empty", () => {
    for (const [path, message] of [...messages(en), ...messages(ko)]) {
      if (typeof message === "string") expect(message.trim(), path).not.toBe("");
    }
  });

  it("fill the same gaps", () => {
    const korean = new Map(messages(ko));
    for (const [path, message] of messages(en)) {
      const other = korean.get(path);
      expect(typeof other, path).toBe(typeof message);
      if (typeof message !== "function" || path === "timesAsked") continue;
      const marks = ["71", "72", "73"].slice(0, message.length);
      const given = marks.map(Number);
      for (const filled of [message, other as typeof message]) {
        for (const mark of marks) expect(String(filled(...given)), path).toContain(mark);
      }
    }
  });

  it("are in Korean where they are Korean", () => {
    for (const [path, message] of messages(ko)) {
      if (path === "product") continue;
      const words = typeof message === "function" ? String(message("x", 2, 3)) : String(message);
      expect(words, path).toMatch(/[가-힣]/);
    }
  });

  it("have no message that nothing shows", () => {
    const shown = (key: string): boolean =>
      source.includes(`words.${key}`) || source.includes(`theirs.${key}`);
    expect(Object.keys(en).filter((key) => !shown(key))).toEqual([]);
  });
});
