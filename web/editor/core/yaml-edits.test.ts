import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DELIVERY } from "../testing/content.ts";
import {
  addLanguage,
  addPhrasings,
  appendEntry,
  applied,
  scalar,
  toAnswer,
  type Edit,
} from "./yaml-edits.ts";
import { entriesOf } from "./yaml-entries.ts";

const entry = (text: string, id: string) => entriesOf(text).find((other) => other.id === id)!;

function after(text: string, edit: Edit | null): string {
  expect(edit).not.toBeNull();
  return applied(text, edit!);
}

describe("adding phrasings", () => {
  it("puts them under the last one, as the others are written", () => {
    const text = after(DELIVERY, addPhrasings(DELIVERY, "delivery_period", "ko", ["배송 기간"]));
    expect(text).toContain("      - 언제 도착해요\n      - 배송 기간\n  answer:");
  });

  it("writes into a list in brackets", () => {
    const text = after(
      DELIVERY,
      addPhrasings(DELIVERY, "gift_wrap", "en", ["as a present, please"]),
    );
    expect(text).toContain('[gift wrap, wrap it, "as a present, please"]');
  });

  it("makes the language when there is none of it", () => {
    const text = after(DELIVERY, addPhrasings(DELIVERY, "gift_wrap", "ko", ["선물 포장"]));
    expect(entry(text, "gift_wrap").phrasings).toEqual({
      en: ["gift wrap", "wrap it"],
      ko: ["선물 포장"],
    });
  });

  it("makes the whole part when there is none", () => {
    const bare = "- id: a\n  question:\n    en: A?\n  answer:\n    en: |\n      Yes.\n";
    const text = after(bare, addPhrasings(bare, "a", "en", ["b", "c"]));
    expect(entry(text, "a").phrasings.en).toEqual(["b", "c"]);
    expect(text.indexOf("phrasings")).toBeLessThan(text.indexOf("answer"));
  });

  it("keeps to the indentation of a list that is indented", () => {
    const text = "  - id: a\n    phrasings:\n      en:\n        - b\n    answer: {en: Yes}\n";
    const result = after(text, addPhrasings(text, "a", "en", ["c"]));
    expect(result).toContain("        - b\n        - c\n    answer");
  });

  it("fills a language that is named and empty", () => {
    const bare = "- id: a\n  phrasings:\n    en:\n    ko:\n      - 가\n";
    expect(entry(after(bare, addPhrasings(bare, "a", "en", ["b"])), "a").phrasings).toEqual({
      en: ["b"],
      ko: ["가"],
    });
  });

  it("leaves the caret on an empty line to type in", () => {
    const edit = addPhrasings(DELIVERY, "delivery_period", "en", [""])!;
    const text = applied(DELIVERY, edit);
    expect(text.slice(0, edit.select.from)).toMatch(/"delivery: how long"\n {6}- $/);
    expect(edit.select.from).toBe(edit.select.to);
  });

  it("does not add what is there", () => {
    expect(addPhrasings(DELIVERY, "gift_wrap", "en", ["wrap it"])!.changes).toEqual([]);
    expect(addPhrasings(DELIVERY, "nobody", "en", ["x"])).toBeNull();
  });

  it("keeps every text word for word, whatever stands in it", () => {
    const line = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
      .map((text) => text.replace(/[\p{C}\p{Z}\s]+/gu, " ").trim())
      .filter((text) => text !== "");
    fc.assert(
      fc.property(line, fc.constantFrom("delivery_period", "gift_wrap"), (phrasing, id) => {
        const text = after(DELIVERY, addPhrasings(DELIVERY, id, "en", [phrasing]));
        expect(entry(text, id).phrasings.en).toContain(phrasing);
        expect(entriesOf(text)).toHaveLength(2);
      }),
      { numRuns: 100 },
    );
  });
});

describe("adding the other language", () => {
  it("makes a place in question, phrasings and answer", () => {
    const bare =
      "- id: a\n  question:\n    en: A?\n  phrasings:\n    en:\n      - b\n  answer:\n    en: |\n      Yes.\n";
    const edit = addLanguage(bare, "a")!;
    const text = applied(bare, edit);
    expect(text).toBe(
      "- id: a\n  question:\n    en: A?\n    ko: \n  phrasings:\n    en:\n      - b\n    ko:\n      - \n" +
        "  answer:\n    en: |\n      Yes.\n    ko: |\n      \n",
    );
    expect(text.slice(0, edit.select.from)).toMatch(/ko: $/);
  });

  it("writes into braces, with the caret between the quotes", () => {
    const edit = addLanguage(DELIVERY, "gift_wrap")!;
    const text = applied(DELIVERY, edit);
    expect(text).toContain('question: {en: Do you wrap gifts?, ko: ""}');
    expect(text.slice(edit.select.from - 1, edit.select.from + 1)).toBe('""');
  });

  it("has nothing to do where both are", () => {
    expect(addLanguage(DELIVERY, "delivery_period")).toBeNull();
  });
});

describe("the way to an answer", () => {
  const typed = (text: string, id: string, locale: "en" | "ko", words: string) => {
    const edit = toAnswer(text, id, locale)!;
    const before = applied(text, edit);
    return before.slice(0, edit.select.from) + words + before.slice(edit.select.to);
  };

  it("leads to its first letter, also inside a block, a quote or braces", () => {
    for (const [id, locale, letter] of [
      ["delivery_period", "ko", "국"],
      ["gift_wrap", "en", "Y"],
    ] as const) {
      const edit = toAnswer(DELIVERY, id, locale)!;
      expect(edit.changes).toEqual([]);
      expect(DELIVERY[edit.select.from]).toBe(letter);
    }
    const quoted = '- id: a\n  answer:\n    en: "Yes: it is"\n';
    expect(entry(typed(quoted, "a", "en", "Oh. "), "a").answer.en).toBe("Oh. Yes: it is");
  });

  it.each([
    ["a block with a hint and nothing below", "    en: |  # write here\n\n    ko: |\n      네.\n"],
    ["a block at the end of the file", "    ko: |\n      네.\n    en: |\n"],
    ["a key with nothing behind it", "    en:\n    ko: |\n      네.\n"],
    ["a language that is not there", "    ko: |\n      네.\n"],
  ])("makes a place in %s", (_name, answers) => {
    const text = `- id: a\n  answer:\n${answers}\n- id: b\n`;
    const after = typed(text, "a", "en", "Yes.");
    expect(entry(after, "a").answer.en?.trim()).toBe("Yes.");
    expect(entry(after, "a").answer.ko).toBe("네.\n");
    expect(entriesOf(after)).toHaveLength(2);
  });

  it("makes a place in braces", () => {
    expect(entry(typed(DELIVERY, "gift_wrap", "ko", "네."), "gift_wrap").answer.ko).toBe("네.");
  });

  it("is none where nothing is to be answered", () => {
    expect(toAnswer("- id: a\n", "a", "en")).toBeNull();
    expect(toAnswer(DELIVERY, "nobody", "en")).toBeNull();
  });
});

describe("appending an entry", () => {
  it("leaves one empty line before it, and ends the file", () => {
    const edit = appendEntry(`${DELIVERY}\n\n`, "- id: new\n  answer: {en: Yes}");
    const text = applied(`${DELIVERY}\n\n`, edit);
    expect(text.endsWith("answer: {en: Yes.}\n\n- id: new\n  answer: {en: Yes}\n")).toBe(true);
    expect(text.slice(edit.select.from)).toMatch(/^- id: new/);
    expect(applied("", appendEntry("", "- id: new"))).toBe("- id: new\n");
  });
});

describe("a text as YAML", () => {
  it("is in quotes only where it must", () => {
    expect(scalar("when will it arrive?")).toBe("when will it arrive?");
    expect(scalar("delivery: how long")).toBe('"delivery: how long"');
    expect(scalar("- x\ny")).toBe('"- x y"');
  });
});
