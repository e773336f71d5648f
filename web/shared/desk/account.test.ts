import { describe, expect, it } from "vitest";
import { offsetFrom } from "./account.ts";

describe("the gateway's clock", () => {
  it("is followed when it differs by more than the header can be wrong", () => {
    const served = Date.parse("Mon, 15 Jun 2026 12:00:00 GMT");
    expect(offsetFrom("Mon, 15 Jun 2026 12:00:00 GMT", served - 90_000)).toBe(90_000);
    expect(offsetFrom("Mon, 15 Jun 2026 12:00:00 GMT", served + 900)).toBe(0);
    expect(offsetFrom(null, served)).toBe(0);
    expect(offsetFrom("not a date", served)).toBe(0);
  });
});
