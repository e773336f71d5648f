import { describe, expect, test } from "vitest";
import type { Waiting } from "../../shared/frames.ts";
import { rangeOf } from "./range.ts";

const NOW = 1_000_000_000;
const minutes = (n: number): number => NOW + n * 60_000;
const waiting = (soonest: number | null, latest: number | null): Waiting => ({
  type: "waiting",
  conversation: "c_1",
  position: 1,
  since: NOW,
  agents_online: 1,
  opens_at: null,
  soonest,
  latest,
  answer_by: minutes(240),
  offered: false,
});

describe("the range of the wait", () => {
  test("is not invented where the gateway knows none", () => {
    expect(rangeOf(waiting(null, null), NOW)).toBeNull();
  });
  test("is rounded outwards to whole minutes", () => {
    expect(rangeOf(waiting(minutes(2.5), minutes(4.2)), NOW)).toEqual({
      is: "minutes",
      from: 2,
      to: 5,
    });
  });
  test("never begins below a minute", () => {
    expect(rangeOf(waiting(minutes(-3), minutes(0.5)), NOW)).toMatchObject({ from: 1, to: 2 });
  });
  test("says that it takes longer once the latest is past", () => {
    expect(rangeOf(waiting(minutes(-5), minutes(0)), NOW)).toEqual({ is: "longer" });
  });
});
