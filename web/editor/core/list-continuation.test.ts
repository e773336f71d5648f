import { describe, expect, it } from "vitest";
import { listContinuation } from "./list-continuation.ts";

describe("Enter in a list", () => {
  const enter = (text: string) => {
    const change = listContinuation(text, text.length);
    return change && text.slice(0, change.from) + change.insert + text.slice(change.to);
  };

  it("begins the next phrasing", () => {
    expect(enter("    en:\n      - a b")).toBe("    en:\n      - a b\n      - ");
  });

  it("ends the list on an empty one", () => {
    expect(enter("    en:\n      - a\n      - ")).toBe("    en:\n      - a\n    ");
  });

  it("does nothing of its own elsewhere", () => {
    expect(enter("- id: a")).toBeNull();
    expect(enter("  links:\n    - label: x")).toBeNull();
    expect(listContinuation("      - a b", 9)).toBeNull();
  });
});
