import { describe, expect, it } from "vitest";
import { en } from "../messages/en.ts";
import { news } from "./announce.ts";
import {
  ASKED,
  ASSIGNED,
  Bench,
  STARTED,
  WELCOME,
  card,
  customerSaid,
  deskFrame,
  entry,
  log,
  owning,
} from "./testing.ts";

describe("what is announced", () => {
  it("is a new waiting customer, but not the queue found at the beginning", () => {
    const bench = new Bench().hear(WELCOME);
    const before = bench.desk;
    bench.hear(deskFrame({ queue: [card()] }));
    expect(news(before, bench.desk, en)).toEqual([]);
    const first = bench.desk;
    bench.hear(
      deskFrame({ queue: [card(), card({ conversation: "c_two", customer_name: null })] }),
    );
    expect(news(first, bench.desk, en)).toEqual([
      "New customer waiting: Visitor, Asked for a person",
    ]);
  });

  it("is a message in a conversation that is not on screen", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED)).act({ type: "select", conversation: null });
    const before = bench.desk;
    bench.hear(entry(4, customerSaid("Are you there?")));
    expect(news(before, bench.desk, en)).toEqual(["New message from Mina"]);
  });
});
