import { describe, expect, it } from "vitest";
import { completionAt, keysOf, type Known } from "./completion.ts";

describe("completion", () => {
  const known: Known = {
    keys: [
      { name: "id", about: "" },
      { name: "answer", about: "what customers get" },
      { name: "tags", about: "" },
    ],
    tags: ["delivery", "gifts"],
    ids: [{ id: "gift_wrap", question: "Do you wrap gifts?" }],
  };
  const labels = (text: string) =>
    completionAt(text, text.length, known)?.options.map(({ label }) => label);

  it("offers the keys that an entry does not have yet", () => {
    expect(labels("- id: a\n  an")).toEqual(["answer", "tags"]);
    expect(labels("- ")).toEqual(["id", "answer", "tags"]);
  });

  it("offers tags and ids in both ways of writing a list", () => {
    expect(labels("- id: a\n  tags: [delivery, g")).toEqual(["delivery", "gifts"]);
    expect(labels("- id: a\n  tags:\n    - ")).toEqual(["delivery", "gifts"]);
    expect(labels("- id: a\n  follow_ups: [")).toEqual(["gift_wrap"]);
  });

  it("offers the languages under what has them", () => {
    expect(labels("- id: a\n  question:\n    ")).toEqual(["en", "ko"]);
    expect(labels("- id: a\n  answer:\n    en: Yes.\n    k")).toEqual(["en", "ko"]);
    expect(labels("- id: a\n  question: {")).toEqual(["en", "ko"]);
  });

  it("offers yes or no to the person", () => {
    expect(labels("- id: a\n  suggest_person: ")).toEqual(["true", "false"]);
  });

  it("leaves free text alone", () => {
    expect(labels("- id: a\n  question:\n    en: wh")).toBeUndefined();
    expect(labels("- id: a\n  phrasings:\n    en:\n      - wh")).toBeUndefined();
    expect(labels("- id: a\n  answer:\n    en: |\n      wh")).toBeUndefined();
  });

  it("reads the keys out of a schema, through its references", () => {
    const schema = {
      type: "array",
      items: { $ref: "#/$defs/Entry" },
      $defs: { Entry: { properties: { id: { description: "the name" }, tags: {} } } },
    };
    expect(keysOf(schema)).toEqual([
      { name: "id", about: "the name" },
      { name: "tags", about: "" },
    ]);
    expect(keysOf(null)).toEqual([]);
  });
});
