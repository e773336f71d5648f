import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { ko } from "./ko.ts";

type Tree = { readonly [key: string]: unknown };

/** Every message with its path; a group is walked into. */
function messages(tree: Tree, prefix = ""): [path: string, message: unknown][] {
  return Object.entries(tree).flatMap(([key, value]): [string, unknown][] =>
    typeof value === "object" && value !== null
      ? messages(value as Tree, `${prefix}${key}.`)
      : [[prefix + key, value]],
  );
}

const ROOM = join(import.meta.dirname, "..");
const source = readdirSync(ROOM, { recursive: true, encoding: "utf8" })
  .filter(
    (path) =>
      path.endsWith(".ts") && !path.endsWith(".test.ts") && !/messages\/(en|ko)\.ts$/.test(path),
  )
  .map((path) => readFileSync(join(ROOM, path), "utf8"))
  .join("\n");

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
