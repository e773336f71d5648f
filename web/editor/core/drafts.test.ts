import { expect, it } from "vitest";
import {
  afterPublishing,
  basesOf,
  edited,
  filesOf,
  isFileName,
  outdated,
  rebased,
  without,
} from "./drafts.ts";

const published = { name: "a.yml", revision: "1", text: "old" };

it("an edit makes a draft that remembers where it began", () => {
  const drafts = edited({}, "a.yml", "new", published, 5);
  expect(drafts).toEqual({ "a.yml": { revision: "1", text: "new", at: 5 } });
  expect(filesOf(drafts)).toEqual({ "a.yml": "new" });
  expect(basesOf(drafts)).toEqual({ "a.yml": "1" });
});

it("text that is the published one again is no draft", () => {
  const drafts = edited({}, "a.yml", "new", published, 5);
  expect(edited(drafts, "a.yml", "old", published, 6)).toEqual({});
});

it("a draft keeps its beginning when somebody publishes meanwhile", () => {
  const newer = { name: "a.yml", revision: "2", text: "theirs" };
  const drafts = edited(edited({}, "a.yml", "new", published, 5), "a.yml", "newer", newer, 6);
  expect(drafts["a.yml"]!.revision).toBe("1");
  expect(outdated(drafts, [newer])).toEqual(["a.yml"]);
  expect(outdated(drafts, [])).toEqual(["a.yml"]);
  expect(outdated(rebased(drafts, "a.yml", "2", "both"), [newer])).toEqual([]);
});

it("a new file has no beginning, and is outdated when another made it too", () => {
  const drafts = edited({}, "n.yml", "text", null, 5);
  expect(basesOf(drafts)).toEqual({ "n.yml": null });
  expect(outdated(drafts, [])).toEqual([]);
  expect(outdated(drafts, [{ name: "n.yml", revision: "1" }])).toEqual(["n.yml"]);
});

it("what was typed while publishing stays, and begins from what was published", () => {
  const sent = edited(edited({}, "a.yml", "new", published, 5), "b.yml", "b", null, 5);
  const drafts = edited(sent, "a.yml", "new and more", published, 6);
  const left = afterPublishing(drafts, sent, [{ name: "a.yml", revision: "2" }]);
  expect(left).toEqual({ "a.yml": { revision: "2", text: "new and more", at: 6 } });
  expect(without(left, ["a.yml"])).toEqual({});
});

it("a file's name is one the service takes", () => {
  expect(isFileName("gifts.yml")).toBe(true);
  for (const name of ["golden.yml", "Gifts.yml", "../x.yml", "gifts.yaml", ".yml"]) {
    expect(isFileName(name), name).toBe(false);
  }
});
