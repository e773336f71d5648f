import { describe, expect, it } from "vitest";
import type { Event } from "../../shared/frames.ts";
import { en } from "../messages/en.ts";
import { systemText } from "./system-text.ts";
import {
  ASKED,
  ME,
  NOON,
  OTHER,
  STARTED,
  agentSaid,
  botReplied,
  customerSaid,
  entry,
  log,
} from "./testing.ts";
import { lines, newestOwn, type SystemLine } from "./transcript.ts";

const DAY = 24 * 3600 * 1000;
const shape = (line: ReturnType<typeof lines>[number]): string =>
  line.kind === "message" ? `${line.from}:${line.text}` : line.kind;

describe("the transcript", () => {
  it("begins with the day and the very first word", () => {
    const shown = lines(log(STARTED, customerSaid("Hello")), ME.id);
    expect(shown.map(shape)).toEqual(["day", "system", "customer:Hello"]);
  });

  it("names each new day once", () => {
    const entries = [
      entry(1, customerSaid("late"), NOON),
      entry(2, customerSaid("next day"), NOON + DAY),
      entry(3, customerSaid("same day"), NOON + DAY + 1000),
    ];
    expect(lines(entries, null).filter((line) => line.kind === "day")).toHaveLength(2);
  });

  it("shows each of the bot's bubbles as a message of its own, under keys that never change", () => {
    const shown = lines(log(STARTED, botReplied("one", "two")), ME.id);
    expect(shown.slice(2).map((line) => line.key)).toEqual(["m-2-0", "m-2-1"]);
  });

  it("shows whether an answer helped at its last bubble, as the customer said last", () => {
    const rated = (seq: number, entry: string, helpful: boolean): Event => ({
      kind: "answer_rated",
      seq,
      entry,
      helpful,
    });
    const shown = lines(
      log(
        STARTED,
        botReplied("two days", "more about it"),
        rated(2, "delivery_period", true),
        rated(2, "delivery_period", false),
        customerSaid("hm"),
      ),
      ME.id,
    );
    expect(shown.map(shape)).toEqual([
      "day",
      "system",
      "bot:two days",
      "bot:more about it",
      "customer:hm",
    ]);
    expect(shown.map((line) => line.kind === "message" && line.helped)).toEqual([
      false,
      false,
      null,
      false,
      null,
    ]);
  });

  it("joins messages of one voice into a run until somebody else speaks or time passes", () => {
    const entries = [
      entry(1, customerSaid("a"), NOON),
      entry(2, customerSaid("b"), NOON + 1000),
      entry(3, agentSaid("x", "c"), NOON + 2000),
      entry(4, customerSaid("d"), NOON + 3000),
      entry(5, customerSaid("e"), NOON + 3000 + 4 * 60_000),
    ];
    const runs = lines(entries, ME.id).flatMap((line) =>
      line.kind === "message"
        ? [`${line.text}${line.first ? "F" : ""}${line.last ? "L" : ""}`]
        : [],
    );
    expect(runs).toEqual(["aF", "bL", "cFL", "dFL", "eFL"]);
  });

  it("marks what the reading agent said and did", () => {
    const shown = lines(
      log(
        { kind: "assigned", agent: ME },
        { kind: "assigned", agent: OTHER },
        agentSaid("x", "hi"),
      ),
      ME.id,
    );
    expect(shown.slice(1).map((line) => "mine" in line && line.mine)).toEqual([true, false, true]);
  });

  it("keeps an unknown kind of entry out of sight without losing the rest", () => {
    const unknown = { kind: "from_the_future" } as unknown as Parameters<typeof entry>[1];
    const shown = lines(log(STARTED, unknown, customerSaid("still here")), ME.id);
    expect(shown.map(shape)).toEqual(["day", "system", "system", "customer:still here"]);
    expect(systemText(en, shown[2] as SystemLine, "en", String)).toBeNull();
  });
});

describe("system lines", () => {
  const text = (...events: Parameters<typeof log>): string | null => {
    const shown = lines(log(...events), ME.id);
    return systemText(en, shown.at(-1) as SystemLine, "en", (id) => `<${id}>`);
  };

  it("tell where the conversation began and where the customer went", () => {
    expect(text(STARTED)).toBe("The conversation began on “Shop”");
    const page = { url: "https://shop.example/returns", title: "" };
    expect(text({ kind: "context_changed", page, locale: null })).toBe(
      "Moved to “https://shop.example/returns”",
    );
    expect(text({ kind: "context_changed", page: null, locale: "ko" })).toBe("Switched to Korean");
  });

  it("tell who has the conversation", () => {
    expect(text(ASKED)).toBe("Asked for a person");
    expect(text({ kind: "assigned", agent: ME })).toBe("You took over");
    expect(text({ kind: "assigned", agent: OTHER })).toBe("Haneul took over");
    expect(text({ kind: "wrapped_up", disposition: "solved" })).toBe("Wrapped up: Solved");
  });

  it("say why a person was called, and who asked", () => {
    expect(text({ kind: "handoff_requested", by: "bot", cause: "legal" })).toBe(
      "The bot asked for a person: Speaks of legal steps",
    );
    expect(text({ kind: "handoff_requested", by: "customer", cause: "people_first" })).toBe(
      "Always wants a person",
    );
  });

  it("say a cause that the catalogue does not know as it is named", () => {
    expect(text({ kind: "handoff_requested", by: "bot", cause: "very_angry" })).toBe(
      "The bot asked for a person: very angry",
    );
  });
});

describe("what only colleagues see", () => {
  const note = (text: string, agent = ME): Parameters<typeof entry>[1] => ({
    kind: "note_added",
    id: `note-${text}`,
    agent,
    text,
  });

  it("is a note, and never joins a run of replies", () => {
    const shown = lines(log(STARTED, agentSaid("a", "Hello"), note("careful")), ME.id);
    expect(shown.slice(2)).toMatchObject([
      { kind: "message", note: false, last: true },
      { kind: "message", note: true, first: true, text: "careful" },
    ]);
  });

  it("is also what goes with a transfer, below the line that tells of it", () => {
    const passed = {
      kind: "transferred",
      agent: ME,
      to_agent: OTHER,
      to_queue: null,
      note: "She is in a hurry",
    } as const;
    const shown = lines(log(STARTED, passed), ME.id);
    expect(shown.slice(2)).toMatchObject([
      { kind: "system" },
      { kind: "message", note: true, text: "She is in a hurry" },
    ]);
    expect(lines(log(STARTED, { ...passed, note: "" }), ME.id)).toHaveLength(3);
  });

  it("is not the message whose reading is told", () => {
    const shown = lines(log(STARTED, agentSaid("a", "Hello"), note("careful")), ME.id);
    expect(newestOwn(shown)).toBe("m-2");
    expect(newestOwn(lines(log(STARTED), ME.id))).toBeNull();
  });
});

describe("the wait and what came of it", () => {
  const text = (...events: Parameters<typeof log>): string | null => {
    const shown = lines(log(...events), ME.id).filter((line) => line.kind === "system");
    return systemText(en, shown.at(-1)!, "en", (id) => `<${id}>`);
  };

  it("tells who was given it, who lost it and why", () => {
    expect(text({ kind: "assigned", agent: ME, by: "routing" })).toBe("Assigned to you");
    expect(text({ kind: "released", agent: OTHER, cause: "absent" })).toBe(
      "Haneul was gone: back in the queue",
    );
    expect(text({ kind: "ended", by: "silence" })).toBe("Closed after a long silence");
  });

  it("tells where it was passed on to", () => {
    const to = (to_queue: string | null) =>
      ({
        kind: "transferred",
        agent: ME,
        to_agent: to_queue === null ? OTHER : null,
        to_queue,
      }) as const;
    expect(text(to(null))).toBe("You passed the conversation on to Haneul");
    expect(text(to("billing"))).toBe("You passed the conversation on to queue <billing>");
  });

  it("tells the steps taken, the consent, and what the customer corrected", () => {
    expect(text({ kind: "sla_stepped", after: 240, actions: ["widen", "alert"] })).toBe(
      "After 4 min of waiting: more colleagues asked, team alerted",
    );
    expect(text({ kind: "hand_back_offered", agent: ME, recap: "Friday" })).toBe(
      "You asked whether the bot may go on: “Friday”",
    );
    expect(text({ kind: "hand_back_declined" })).toBe("The customer wants to stay with a person");
    expect(text({ kind: "case_corrected", field: "order_number", value: "DB-2" })).toBe(
      "The customer corrected “Order number”: DB-2",
    );
  });
});
