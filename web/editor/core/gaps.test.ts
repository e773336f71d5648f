import { describe, expect, it } from "vitest";
import { DELIVERY } from "../testing/content.ts";
import type { Gap } from "./contract.ts";
import { draftInto, fileForGap, wordsInto } from "./gaps.ts";
import { applied } from "./yaml-edits.ts";
import { entriesOf } from "./yaml-entries.ts";

describe("a gap", () => {
  const gap: Gap = {
    id: "g1",
    size: 3,
    conversations: 3,
    since: 0,
    latest: 1,
    languages: { en: 2, ko: 1 },
    kinds: { declined: 3 },
    questions: [
      { text: "as a present: please", locale: "en", times: 2 },
      { text: "선물 포장", locale: "ko", times: 1 },
    ],
    nearest: [{ id: "gift_wrap", question: "Do you wrap gifts?", confidence: 0.3 }],
    draft: "- id: gift_wrap\n  question:\n    en: as a present\n",
  };

  it("belongs into the file of its nearest entry", () => {
    const rows = [{ id: "gift_wrap", file: "b.yml" }];
    expect(fileForGap(gap, rows, ["a.yml", "b.yml"])).toBe("b.yml");
    expect(fileForGap(gap, [], ["a.yml"])).toBe("a.yml");
  });

  it("gives its words to an entry, each in its language", () => {
    const text = applied(DELIVERY, wordsInto(DELIVERY, "gift_wrap", gap)!);
    expect(entriesOf(text)[1]!.phrasings).toEqual({
      en: ["gift wrap", "wrap it", "as a present: please"],
      ko: ["선물 포장"],
    });
    expect(applied(text, wordsInto(text, "gift_wrap", gap)!)).toBe(text);
    expect(wordsInto(DELIVERY, "nobody", gap)).toBeNull();
  });

  it("becomes an entry under an id that is free", () => {
    const edit = draftInto(DELIVERY, gap, new Set(["gift_wrap", "gift_wrap_2"]));
    expect(entriesOf(applied(DELIVERY, edit)).at(-1)!.id).toBe("gift_wrap_3");
  });
});
