import { describe, expect, it } from "vitest";
import { logOf } from "./earlier.ts";
import { isWhole } from "./log.ts";
import { ASKED, ASSIGNED, CONVERSATION, customerSaid, log, STARTED } from "./testing.ts";

describe("an earlier conversation", () => {
  it("reads as the same log that following it would have given", () => {
    const entries = log(STARTED, customerSaid("how long?"), ASKED, ASSIGNED, {
      kind: "ended",
      by: "agent",
    });
    const read = logOf(
      CONVERSATION,
      entries.map(({ seq, at, event }) => ({ seq, at, event })),
    );
    expect(read.entries).toEqual(entries);
    expect(read.view.stage).toBe("wrap_up");
    expect(isWhole(read)).toBe(true);
  });
});
