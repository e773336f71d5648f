import { describe, expect, it } from "vitest";
import { stopwatch } from "./elapsed.ts";
import { NOON } from "./testing.ts";

describe("the waiting clock", () => {
  it("counts minutes and seconds, hours when there are any, and never runs below zero", () => {
    expect(stopwatch(NOON, NOON + 7_400)).toBe("0:07");
    expect(stopwatch(NOON, NOON + 760_000)).toBe("12:40");
    expect(stopwatch(NOON, NOON + 3_909_000)).toBe("1:05:09");
    expect(stopwatch(NOON, NOON - 5_000)).toBe("0:00");
  });
});
