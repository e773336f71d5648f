import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { messages, sourceOf } from "../../shared/desk/testing.ts";
import { en } from "./en.ts";
import { ko } from "./ko.ts";

const source = sourceOf(join(import.meta.dirname, ".."));

describe("the console's catalogues", () => {
  it("have the same keys in both languages", () => {
    expect(
      messages(ko)
        .map(([path]) => path)
        .sort(),
    ).toEqual(
      messages(en)
        .map(([path]) => path)
        .sort(),
    );
  });

  it("have no empty message, and gaps in the same number", () => {
    const korean = new Map(messages(ko));
    for (const [path, message] of messages(en)) {
      const other = korean.get(path);
      expect(typeof other, path).toBe(typeof message);
      if (typeof message === "function" && typeof other === "function") {
        expect(other.length, path).toBe(message.length);
      } else {
        expect(message, path).not.toBe("");
        expect(other, path).not.toBe("");
      }
    }
  });

  it("have no message that nothing shows", () => {
    const unused = Object.keys(en).filter((key) => !source.includes(`words.${key}`));
    expect(unused).toEqual([]);
  });
});
