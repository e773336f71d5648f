import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DELIVERY } from "../testing/content.ts";
import { entriesOf, entryAt } from "./yaml-entries.ts";

describe("the entries of a file", () => {
  const [first, second] = entriesOf(DELIVERY);

  it("are read with what they say", () => {
    expect(first).toMatchObject({
      id: "delivery_period",
      tags: ["delivery"],
      question: { en: "How long does delivery take?", ko: "배송은 얼마나 걸리나요?" },
      phrasings: { en: ["when will it arrive", "delivery: how long"], ko: ["언제 도착해요"] },
      answer: { en: "**1–3 business days** in Korea.\n" },
      links: [
        { label: { en: "Delivery", ko: "배송 안내" }, url: "https://dalbit.example/delivery" },
      ],
      followUps: ["gift_wrap"],
      suggestPerson: true,
    });
    expect(second).toMatchObject({ id: "gift_wrap", phrasings: { en: ["gift wrap", "wrap it"] } });
    expect(second!.question.ko).toBeUndefined();
  });

  it("have their places: from the dash to their last line", () => {
    expect(first!.line).toBe(3);
    expect(DELIVERY.slice(first!.from, first!.to)).toMatch(
      /^- id: delivery_period[^]*person: true$/,
    );
    expect(DELIVERY.slice(second!.from, second!.to)).toMatch(/^- id: gift_wrap[^]*Yes\.}$/);
  });

  it("are found by the caret, between two the one before", () => {
    const entries = entriesOf(DELIVERY);
    expect(entryAt(entries, DELIVERY.indexOf("언제"))?.id).toBe("delivery_period");
    expect(entryAt(entries, second!.from - 1)?.id).toBe("delivery_period");
    expect(entryAt(entries, second!.from)?.id).toBe("gift_wrap");
    expect(entryAt([], 3)).toBeNull();
  });

  it("take `yes`, times and dates for the texts they are", () => {
    const [entry] = entriesOf("- id: a\n  tags: [yes, 12:30, 2024]\n  valid_until: 2026-12-31\n");
    expect(entry!.tags).toEqual(["yes", "12:30", "2024"]);
    expect(entry!.validUntil).toBe("2026-12-31");
  });

  it("leave out what cannot be read", () => {
    expect(entriesOf("just text")).toEqual([]);
    expect(entriesOf("")).toEqual([]);
    expect(entriesOf("- id: a\n  question: {en: x\n- id: b\n").map(({ id }) => id)).toContain("b");
  });

  it("are as many as there are, whatever slipped in one of them", () => {
    const slipped = DELIVERY.replace("    ko: |\n      국내는", " [x](y)\n    ko: |\n      국내는");
    expect(entriesOf(slipped).map(({ id }) => id)).toEqual(["delivery_period", "gift_wrap"]);
  });

  it("are read from an indented list too", () => {
    const indented = DELIVERY.split("\n")
      .map((line) => (line ? `  ${line}` : ""))
      .join("\n");
    expect(entriesOf(indented).map(({ id, line }) => [id, line])).toEqual(
      entriesOf(DELIVERY).map(({ id, line }) => [id, line]),
    );
  });

  it("never fail, whatever is half typed", () => {
    fc.assert(
      fc.property(fc.nat(DELIVERY.length), fc.nat(12), fc.string(), (at, cut, typed) => {
        const text = DELIVERY.slice(0, at) + typed + DELIVERY.slice(at + cut);
        for (const entry of entriesOf(text)) {
          expect(entry.from).toBeLessThanOrEqual(entry.to);
          expect(entry.to).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 100 },
    );
  });
});
