import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { describe, expect, test } from "vitest";

const WEB = import.meta.dirname;

/** What a file takes in by a relative address: imports, styles, pictures, scripts. */
const TAKEN = /(?:\bfrom|\bimport|\bimport\(|\burl\(|\b(?:href|src)=)\s*["'](\.{1,2}\/[^"'?]*)/g;

/** The addresses, below `web/`, of everything that the files of a room take in, each with who takes it. */
function takenBy(room: string): readonly { readonly file: string; readonly taken: string }[] {
  return readdirSync(join(WEB, room), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(ts|css|html)$/.test(path))
    .map((path) => join(room, path))
    .flatMap((file) =>
      [...readFileSync(join(WEB, file), "utf8").matchAll(TAKEN)].map(([, address]) => ({
        file,
        taken: relative(WEB, resolve(WEB, file, "..", address!)),
      })),
    );
}

describe.each([
  ["agent-console", ["agent-console", "shared"]],
  ["editor", ["editor", "shared"]],
  ["shop", ["shop", "shared"]],
  ["support-widget", ["support-widget", "shared"]],
  ["shared", ["shared"]],
])("the wall of %s", (room, open) => {
  test(`lets in nothing but ${open.join(" and ")}`, () => {
    const taken = takenBy(room);
    expect(taken.length).toBeGreaterThan(0);
    expect(taken.filter((each) => !open.includes(each.taken.split(sep)[0]!))).toEqual([]);
  });
});

test("only the two pages with a sign-in take in shared/desk", () => {
  const strangers = ["shop", "support-widget"].flatMap(takenBy);
  expect(strangers.filter(({ taken }) => taken.startsWith(join("shared", "desk")))).toEqual([]);
});
