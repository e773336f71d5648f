import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BotReply, Entry, Event } from "./frames.ts";
import { follow, isBehind, unseen, type View } from "./reducer.ts";

const CONVERSATION = "c_1";
const entry = (event: Event, seq: number): Entry => ({
  type: "entry",
  conversation: CONVERSATION,
  seq,
  at: 1_000 + seq,
  event,
});
const log = (...events: Event[]): Entry[] => events.map((event, n) => entry(event, n + 1));
const see = (entries: readonly Entry[], from: View = unseen(CONVERSATION)): View =>
  entries.reduce((view, next) => follow(view, next).view, from);

const agent = { name: "Jiwoo", id: "a1" };
const started: Event = {
  kind: "started",
  locale: "ko",
  page: { url: "https://dalbit.example/", title: "Dalbit" },
  continues: null,
  customer_name: null,
  verified: false,
};
const asked: Event = { kind: "handoff_requested", cause: "asked", by: "customer" };
const said = (id: string, text = "hello"): Event => ({
  kind: "customer_said",
  id,
  text,
  choice: null,
  ask_bot: false,
});

const left: Event = {
  kind: "message_left",
  id: "m_1",
  text: "Please call me.",
  contact: { channel: "email", value: "mina@example.com" },
  promised_at: 90_000,
};

const words = fc.string({ maxLength: 20 });
const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.constant(started),
  fc.record({
    kind: fc.constant("customer_said" as const),
    id: words,
    text: words,
    choice: fc.option(words),
    ask_bot: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("bot_replied" as const),
    turn: fc.nat(50),
    replies: fc.array(
      fc.record({
        text: words,
        buttons: fc.array(fc.record({ id: words, label: words }), { maxLength: 3 }),
        source: fc.record({ kind: fc.constantFrom("faq" as const, "job" as const), id: words }),
        confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      }),
      { maxLength: 2 },
    ),
    door: fc.constant(true as const),
  }),
  fc.record({
    kind: fc.constant("answer_rated" as const),
    seq: fc.integer({ min: 1, max: 30 }),
    entry: fc.constantFrom("delivery", "returns"),
    helpful: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("agent_said" as const),
    id: words,
    text: words,
    agent: fc.constant(agent),
  }),
  fc.constantFrom<Event>(
    asked,
    { kind: "handoff_cancelled" },
    { kind: "assigned", agent },
    { kind: "assigned", agent, by: "routing" },
    { kind: "released", agent, cause: "absent" },
    { kind: "transferred", agent, to_agent: { name: "Hana" }, to_queue: null },
    { kind: "note_added", id: "n_1", agent, text: "be gentle" },
    { kind: "internal" },
    { kind: "sla_stepped", after: 120, actions: ["widen"] },
    { kind: "sla_stepped", after: 240, actions: ["alert", "offer_message"] },
    left,
    { kind: "case_corrected", field: "name", value: "Mina" },
    { kind: "hand_back_offered", agent, recap: "It comes on Friday." },
    { kind: "hand_back_declined" },
    { kind: "handed_back", agent, recap: "It comes on Friday." },
    { kind: "identified", customer_name: "Mina", verified: true },
    { kind: "context_changed", locale: "en", page: null },
    { kind: "ended", by: "agent" },
    { kind: "wrapped_up", disposition: "solved" },
  ),
);
const anyLog = fc.array(anyEvent, { minLength: 1, maxLength: 30 }).map((events) => log(...events));

describe("any network ends in the same view", () => {
  /** A network that drops, doubles and reorders: for each entry how often it comes, and when. */
  const badNetwork = (entries: readonly Entry[]): fc.Arbitrary<Entry[]> =>
    fc
      .array(fc.tuple(fc.nat(entries.length - 1), fc.nat(1_000)), { maxLength: entries.length * 3 })
      .map((deliveries) =>
        deliveries.sort((a, b) => a[1] - b[1]).map(([index]) => entries[index]!),
      );

  test("once the reader opens again from its number whenever something is missing", () => {
    const scenario = anyLog.chain((entries) => fc.tuple(fc.constant(entries), badNetwork(entries)));
    fc.assert(
      fc.property(scenario, ([entries, delivered]) => {
        const openAgain = (view: View): View => see(entries.slice(view.version), view);
        let view = unseen(CONVERSATION);
        for (const next of delivered) {
          const step = follow(view, next);
          view = step.gap ? openAgain(step.view) : step.view;
        }
        // The tip that comes every twenty seconds shows what was lost at the end.
        if (isBehind(view, entries.length)) view = openAgain(view);
        expect(view).toEqual(see(entries));
      }),
      { numRuns: 500 },
    );
  });

  test("an entry that comes too early or again changes nothing", () => {
    fc.assert(
      fc.property(anyLog, fc.nat(29), fc.nat(29), (entries, seen, next) => {
        const view = see(entries.slice(0, seen));
        const candidate = entries[Math.min(next, entries.length - 1)]!;
        if (candidate.seq === view.version + 1) return;
        const step = follow(view, candidate);
        expect(step.view).toBe(view);
        expect(step.gap).toBe(candidate.seq > view.version + 1);
      }),
    );
  });

  test("the version is the last number, and every item keeps its own key", () => {
    fc.assert(
      fc.property(anyLog, (entries) => {
        const view = see(entries);
        expect(view.version).toBe(entries.length);
        expect(new Set(view.items.map(({ key }) => key)).size).toBe(view.items.length);
        expect(view.items.map(({ seq }) => seq)).toEqual(
          [...view.items.map(({ seq }) => seq)].sort((a, b) => a - b),
        );
      }),
    );
  });

  test("a gap is noticed from the very first number on", () => {
    expect(follow(unseen(CONVERSATION), entry(said("a"), 2)).gap).toBe(true);
  });
});

describe("whether an answer helped", () => {
  const answer = (id: string): BotReply => ({
    text: id,
    buttons: [],
    source: { kind: "faq", id },
    confidence: 0.9,
  });
  const answers: Event = {
    kind: "bot_replied",
    turn: 2,
    replies: [answer("delivery"), answer("returns")],
    door: true,
  };
  const rated = (entry: string, helpful: boolean): Event => ({
    kind: "answer_rated",
    seq: 3,
    entry,
    helpful,
  });

  test("the wish to begin with a person is what was said last", () => {
    const wish = (people_first: boolean): Event => ({ kind: "preference_set", people_first });
    expect(see(log({ ...started, people_first: true })).peopleFirst).toBe(true);
    expect(see(log(started, wish(true))).peopleFirst).toBe(true);
    const view = see(log(started, wish(true), said("a"), wish(false)));
    expect(view.peopleFirst).toBe(false);
    expect(view.items).toHaveLength(2);
  });

  test("stands at that answer, and the last word counts", () => {
    const view = see(
      log(started, said("a"), answers, rated("delivery", true), rated("delivery", false)),
    );
    expect(view.items.at(-1)).toMatchObject({ kind: "bot", ratings: { delivery: false } });
    expect(view.version).toBe(5);
  });

  test("changes nobody's part, and adds nothing to show", () => {
    const ended: Event = { kind: "ended", by: "customer" };
    const before = see(log(started, said("a"), answers, ended));
    const after = see([entry(rated("returns", true), 5)], before);
    expect(after.stage).toBe("closed");
    expect(after.items).toHaveLength(before.items.length);
  });
});

describe("who has the conversation", () => {
  const stage = (...events: Event[]): string => see(log(started, ...events)).stage;

  test("goes from the bot to the queue, to a person and back to the bot", () => {
    expect(stage()).toBe("bot");
    expect(stage(asked)).toBe("queued");
    expect(stage(asked, { kind: "handoff_cancelled" })).toBe("bot");
    expect(stage(asked, { kind: "assigned", agent })).toBe("assigned");
    expect(stage(asked, { kind: "assigned", agent }, { kind: "released", agent })).toBe("queued");
    expect(stage(asked, { kind: "assigned", agent }, { kind: "handed_back", agent })).toBe("bot");
  });

  test("an end owes a wrap-up only when a person had it", () => {
    const end: Event = { kind: "ended", by: "agent" };
    const wrapped: Event = { kind: "wrapped_up", disposition: "solved" };
    expect(stage({ kind: "ended", by: "customer" })).toBe("closed");
    expect(stage(asked, { kind: "assigned", agent }, end)).toBe("wrap_up");
    expect(stage(asked, { kind: "assigned", agent }, end, wrapped)).toBe("closed");
  });

  test("the agent is known while they have it, and after the end", () => {
    const assigned = log(started, asked, { kind: "assigned", agent });
    expect(see(assigned).agent).toEqual(agent);
    expect(see([...assigned, entry({ kind: "released", agent }, 4)]).agent).toBeNull();
    expect(see([...assigned, entry({ kind: "ended", by: "agent" }, 4)]).agent).toEqual(agent);
  });

  test("a kind from a newer gateway counts and shows nothing", () => {
    const future = { kind: "from_tomorrow" } as unknown as Event;
    const view = see(log(started, future, said("a")));
    expect(view.version).toBe(3);
    expect(view.items.map(({ kind }) => kind)).toEqual(["notice", "customer"]);
  });

  test("the customer gets a name when they are identified, and keeps the e-mail that agents see", () => {
    const view = see(
      log(
        { ...started, email: "m@dalbit.example" },
        { kind: "identified", customer_name: "Mina", verified: true },
      ),
    );
    expect(view.customer).toEqual({ name: "Mina", email: "m@dalbit.example", verified: true });
  });
});

describe("the wait", () => {
  test("keeps what its steps did, each once", () => {
    const view = see(
      log(
        started,
        asked,
        { kind: "sla_stepped", after: 120, actions: ["widen"] },
        { kind: "sla_stepped", after: 240, actions: ["widen", "alert"] },
      ),
    );
    expect(view.handoff?.actions).toEqual(["widen", "alert"]);
    expect(view.stage).toBe("queued");
  });

  test("a new request begins with no step taken", () => {
    const step: Event = { kind: "sla_stepped", after: 120, actions: ["widen"] };
    const view = see(log(started, asked, step, { kind: "handoff_cancelled" }, asked));
    expect(view.handoff?.actions).toEqual([]);
  });
});

describe("a message that was left", () => {
  const { text, contact, promised_at } = left as Extract<Event, { kind: "message_left" }>;

  test("is a ticket, shown as what the customer said", () => {
    const view = see(log(started, asked, left));
    expect(view.stage).toBe("ticket");
    expect(view.handoff?.message).toEqual({ text, contact, promised_at });
    expect(view.items.at(-1)).toMatchObject({ kind: "message", id: "m_1" });
  });

  test("stays a ticket when the person who took it gives it up, until the customer speaks there", () => {
    const taken = log(started, asked, left, { kind: "assigned", agent });
    expect(see([...taken, entry({ kind: "released", agent }, 5)]).stage).toBe("ticket");
    const spoken = [...taken, entry(said("a"), 5)];
    expect(see([...spoken, entry({ kind: "released", agent }, 6)]).stage).toBe("queued");
  });

  test("is withdrawn from the ticket, but not by giving up a later wait", () => {
    const cancelled: Event = { kind: "handoff_cancelled" };
    const withdrawn = see(log(started, asked, left, cancelled));
    expect([withdrawn.stage, withdrawn.handoff]).toEqual(["bot", null]);
    const again = see(log(started, asked, left, asked, cancelled));
    expect(again.stage).toBe("ticket");
    expect(again.handoff?.message?.promised_at).toBe(promised_at);
  });
});

describe("another owner", () => {
  const assigned: Event = { kind: "assigned", agent };
  const offered: Event = { kind: "hand_back_offered", agent, recap: "It comes on Friday." };

  test("a transfer goes back to the queue and says to whom", () => {
    const to_agent = { name: "Hana" };
    const view = see(
      log(started, asked, assigned, { kind: "transferred", agent, to_agent, to_queue: null }),
    );
    expect([view.stage, view.agent]).toEqual(["queued", null]);
    expect(view.items.at(-1)).toMatchObject({ notice: { kind: "transferred", to: to_agent } });
  });

  test("the bot goes on only when the customer agrees", () => {
    const asking = see(log(started, asked, assigned, offered));
    expect([asking.stage, asking.recap]).toEqual(["assigned", "It comes on Friday."]);
    const kept = see(log(started, asked, assigned, offered, { kind: "hand_back_declined" }));
    expect([kept.stage, kept.recap]).toEqual(["assigned", null]);
    const agreed: Event = { kind: "handed_back", agent, recap: "It comes on Friday." };
    const back = see(log(started, asked, assigned, offered, agreed));
    expect([back.stage, back.recap]).toEqual(["bot", null]);
  });

  test.each<Event>([
    { kind: "released", agent },
    { kind: "ended", by: "customer" },
    { kind: "transferred", agent, to_agent: null, to_queue: "billing" },
  ])("ends the asking: $kind", (event) => {
    expect(see(log(started, asked, assigned, offered, event)).recap).toBeNull();
  });

  test("a note changes nothing but the number", () => {
    const before = see(log(started, asked, assigned));
    const after = see([entry({ kind: "internal" }, 4)], before);
    expect({ ...after, version: 3 }).toEqual(before);
  });
});
