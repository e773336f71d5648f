import { describe, expect, it } from "vitest";
import type { Problem } from "./contract.ts";
import { inOrder, shortName, spanOf } from "./problems.ts";

describe("problems", () => {
  const problem = (part: Partial<Problem>): Problem => ({
    file: "a.yml",
    line: 1,
    column: 1,
    message: "m",
    severity: "error",
    ...part,
  });

  it("stand in the order of mending", () => {
    const warning = problem({ severity: "warning" });
    const later = problem({ line: 9 });
    const other = problem({ file: "b.yml" });
    const first = problem({ line: 2 });
    expect(inOrder([warning, other, later, first])).toEqual([first, later, other, warning]);
  });

  it("underline the key, else the rest of the line, else what stands before", () => {
    const text = "- id: a\n  anser: b\n\n";
    const words = (line: number, column: number) => {
      const { from, to } = spanOf(text, problem({ line, column }));
      return text.slice(from, to);
    };
    expect(words(2, 3)).toBe("anser");
    expect(words(2, 10)).toBe("b");
    expect(words(2, 99)).toBe("b");
    expect(words(3, 1)).toBe("");
    expect(words(77, 5)).toBe("");
  });

  it("name files as the editor knows them", () => {
    expect(shortName("faq_index/content/billing.yml")).toBe("billing.yml");
    expect(shortName("billing.yml")).toBe("billing.yml");
  });
});
