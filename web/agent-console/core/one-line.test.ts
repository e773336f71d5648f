import { describe, expect, it } from "vitest";
import { oneLine } from "./one-line.ts";

describe("a bot's answer on one line", () => {
  it("has its words without the marks", () => {
    expect(
      oneLine(
        "We send:\n\n- **Standard**, 7–12 days\n- *Express*\n\nSee [delivery](https://shop.example).",
      ),
    ).toBe("We send: Standard, 7–12 days Express See delivery.");
    expect(oneLine("order_number and 2 * 3 * 4 stay")).toBe("order_number and 2 * 3 * 4 stay");
  });
});
