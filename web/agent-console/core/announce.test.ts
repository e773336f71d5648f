import { describe, expect, it } from "vitest";
import { en } from "../messages/en.ts";
import { news } from "./announce.ts";
import {
  ASKED,
  ASSIGNED,
  Bench,
  CONVERSATION,
  NOON,
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

  it("is a conversation that was given to the agent, and not one they took", () => {
    const bench = new Bench().hear(WELCOME, deskFrame());
    const before = bench.desk;
    bench.hear(deskFrame({ mine: [card({ stage: "assigned" })] }));
    expect(news(before, bench.desk, en)).toEqual(["Assigned to you: Mina"]);
    const taking = new Bench().hear(WELCOME, deskFrame({ queue: [card()] }));
    const frame = { type: "accept", id: "a_0000001", conversation: CONVERSATION } as const;
    taking.act({ type: "request", frame, at: NOON });
    const waiting = taking.desk;
    taking.hear(deskFrame({ mine: [card({ stage: "assigned" })] }));
    expect(news(waiting, taking.desk, en)).toEqual([]);
  });

  it("is who waits too long, once", () => {
    const bench = new Bench().hear(WELCOME, deskFrame({ queue: [card()] }));
    const before = bench.desk;
    const alerted = deskFrame({ queue: [card({ actions: ["alert"] })] });
    bench.hear(alerted);
    expect(news(before, bench.desk, en)).toEqual(["Waits too long: Mina"]);
    const told = bench.desk;
    bench.hear(alerted);
    expect(news(told, bench.desk, en)).toEqual([]);
  });
});
