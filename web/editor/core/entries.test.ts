import { describe, expect, it } from "vitest";
import { DELIVERY } from "../testing/content.ts";
import type { EntryRow, Problem, Usage } from "./contract.ts";
import {
  entryOfProblem,
  filtered,
  helpfulShare,
  NO_FILTER,
  NO_USAGE,
  questionOf,
  rowsOf,
  tagsOf,
} from "./entries.ts";
import { entriesOf } from "./yaml-entries.ts";

const row = (id: string, part: Partial<EntryRow> = {}): EntryRow => ({
  id,
  file: "a.yml",
  line: 1,
  question: { en: `${id}?` },
  tags: [],
  phrasings: { en: 1 },
  languages: ["en"],
  valid_from: null,
  valid_until: null,
  state: "live",
  ...part,
});
const problem = (part: Partial<Problem>): Problem => ({
  file: "a.yml",
  line: 1,
  column: 1,
  message: "m",
  severity: "error",
  ...part,
});
const used = (served: number, helpful: number, unhelpful: number, person: number) => ({
  ...NO_USAGE,
  served,
  helpful,
  unhelpful,
  person,
});

describe("the rows", () => {
  it("show a drafted file as it is being written", () => {
    const published = entriesOf(DELIVERY);
    const text = DELIVERY.replace("{en: Yes.}", "{en: No.}").concat("\n- id: fresh\n");
    const rows = rowsOf(
      [row("other", { file: "b.yml" }), row("delivery_period", { file: "delivery.yml" })],
      [
        {
          name: "delivery.yml",
          text,
          entries: entriesOf(text),
          published: { text: DELIVERY, entries: published },
        },
      ],
      [],
      null,
      "2026-01-01",
    );
    expect(rows.map(({ id, change }) => [id, change])).toEqual([
      ["other", null],
      ["delivery_period", null],
      ["gift_wrap", "changed"],
      ["fresh", "new"],
    ]);
    expect(rows[1]!.phrasings).toEqual({ en: 2, ko: 1 });
  });

  it("know on which days a draft is served", () => {
    const text = "- id: a\n  valid_from: 2026-02-01\n- id: b\n  valid_until: 2025-12-31\n- id: c\n";
    const drafted = [{ name: "n.yml", text, entries: entriesOf(text), published: null }];
    const rows = rowsOf([], drafted, [], null, "2026-01-01");
    expect(rows.map(({ state }) => state)).toEqual(["future", "expired", "live"]);
  });

  it("count problems where they are, and at the other entry they are about", () => {
    const rows = rowsOf(
      [row("a", { line: 1 }), row("b", { line: 10 }), row("c", { line: 20 })],
      [],
      [problem({ line: 12 }), problem({ line: 1, entry: "a", other: "c" })],
      null,
      "2026-01-01",
    );
    expect(rows.map(({ problems }) => problems)).toEqual([1, 1, 1]);
    expect(entryOfProblem(rows, problem({ line: 15 }))).toBe("b");
    expect(entryOfProblem(rows, problem({ file: "z.yml" }))).toBeNull();
  });
});

describe("the filter", () => {
  const rows = rowsOf(
    [
      row("delivery_period", {
        tags: ["delivery"],
        question: { en: "How long?", ko: "배송은 얼마나?" },
      }),
      row("gift", { tags: ["gifts", "delivery"], state: "expired" }),
      row("ko_only", { question: { ko: "한국어" }, languages: ["ko"] }),
    ],
    [],
    [problem({ entry: "gift" })],
    { since: 0, entries: { gift: used(5, 1, 1, 0), ko_only: used(2, 2, 0, 9) } } satisfies Usage,
    "2026-01-01",
  );
  const ids = (part: Partial<typeof NO_FILTER>) =>
    filtered(rows, { ...NO_FILTER, ...part }).map(({ id }) => id);

  it("finds words of both languages, ids and tags, all of them", () => {
    expect(ids({ text: "배송" })).toEqual(["delivery_period"]);
    expect(ids({ text: "DELIVERY gifts" })).toEqual(["gift"]);
    expect(ids({ text: "배송".normalize("NFD") })).toEqual(["delivery_period"]);
    expect(ids({ text: "nothing" })).toEqual([]);
  });

  it("narrows by tag, state, language and problems", () => {
    expect(ids({ tag: "delivery" })).toEqual(["delivery_period", "gift"]);
    expect(ids({ state: "expired" })).toEqual(["gift"]);
    expect(ids({ has: "en_missing" })).toEqual(["ko_only"]);
    expect(ids({ has: "problems" })).toEqual(["gift"]);
    expect(ids({ has: "changed" })).toEqual([]);
  });

  it("sorts by use", () => {
    expect(ids({ sort: "served" })[0]).toBe("gift");
    expect(ids({ sort: "helpful" })[0]).toBe("ko_only");
    expect(ids({ sort: "person" })[0]).toBe("ko_only");
  });

  it("offers the tags by how often they are used", () => {
    expect(tagsOf(rows)).toEqual(["delivery", "gifts"]);
  });
});

it("a question stands in the other language, or as the id, where there is none", () => {
  expect(questionOf({ id: "a", question: { ko: "가" } }, "en")).toBe("가");
  expect(questionOf({ id: "a", question: {} }, "en")).toBe("a");
});

it("nobody has said whether it helped: there is no share", () => {
  expect(helpfulShare(used(9, 0, 0, 0))).toBeNull();
  expect(helpfulShare(used(9, 3, 1, 0))).toBe(0.75);
});
