import { describe, expect, it } from "vitest";
import { missingIndents } from "./block-indent.ts";

const TEXT = [
  "- id: a", // 1
  "  answer:", // 2
  "    en: |", // 3
  "      One.", // 4
  "", // 5
  "      Two.", // 6
  "    ko: |", // 7
  "      둘.", // 8
  "", // 9
  "- id: b", // 10
];

/** What is missing after lines were put in the place of one. */
function put(at: number, ...fresh: string[]) {
  const after = [...TEXT.slice(0, at - 1), ...fresh, ...TEXT.slice(at)];
  const lines = { count: after.length, text: (number: number) => after[number - 1]! };
  return missingIndents(lines, at, at + fresh.length - 1);
}

describe("what is written into an answer stays in it", () => {
  it("when it is typed on an empty line between two paragraphs", () => {
    expect(put(5, "x")).toEqual([{ line: 5, spaces: 6 }]);
    expect(put(5, "  x")).toEqual([{ line: 5, spaces: 4 }]);
  });

  it("when paragraphs are pasted, also at its end", () => {
    expect(put(4, "      One.", "pasted", "", "more")).toEqual([
      { line: 5, spaces: 6 },
      { line: 7, spaces: 6 },
    ]);
    expect(put(8, "      둘.", "셋")).toEqual([{ line: 9, spaces: 6 }]);
  });

  it("and what is right, or outside an answer, is left alone", () => {
    expect(put(5, "      x")).toEqual([]);
    expect(put(5, "")).toEqual([]);
    expect(put(9, "- id: new")).toEqual([]);
    expect(put(2, "answer:")).toEqual([]);
    expect(put(7, "    ko: >")).toEqual([]);
  });
});
