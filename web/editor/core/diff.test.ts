import { describe, expect, it } from "vitest";
import { readDiff } from "./diff.ts";

describe("a unified diff", () => {
  it("is read with the numbers of its lines", () => {
    const [file] = readDiff(
      "--- a/gifts.yml\n+++ b/gifts.yml\n@@ -1,3 +1,3 @@\n - id: a\n--- old\n+++ new\n   tags: []\n",
    );
    expect(file!.name).toBe("gifts.yml");
    expect(file!.hunks[0]).toEqual([
      { kind: "same", text: "- id: a", before: 1, after: 1 },
      { kind: "removed", text: "-- old", before: 2, after: null },
      { kind: "added", text: "++ new", before: null, after: 2 },
      { kind: "same", text: "  tags: []", before: 3, after: 3 },
    ]);
  });

  it("names a file that is gone, and one without a folder", () => {
    const text = "--- gifts.yml\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n";
    expect(readDiff(text)).toMatchObject([{ name: "gifts.yml", hunks: [[{ kind: "removed" }]] }]);
    expect(readDiff("")).toEqual([]);
  });
});
