import { describe, expect, it } from "vitest";
import type { Request } from "./desk.ts";
import { newDesk, remember } from "./desk.ts";
import {
  attentionCount,
  cardOf,
  colleagues,
  isNew,
  isUnderway,
  neighbour,
  queueName,
  standingOf,
  unreadOf,
} from "./desk-view.ts";
import {
  ASKED,
  ASSIGNED,
  Bench,
  CONVERSATION,
  ME,
  NOON,
  OTHER,
  STARTED,
  WELCOME,
  agentSaid,
  card,
  customerSaid,
  deskFrame,
  entry,
  log,
  owning,
} from "./testing.ts";

const reply = (id: string, text: string): Request => ({
  type: "reply",
  id,
  conversation: CONVERSATION,
  text,
});
const ack = (id: string, seq: number) =>
  ({ type: "ack", id, conversation: CONVERSATION, seq }) as const;
const refusal = (id: string | null, code: "refused" | "taken" | "unavailable" | "not_found") =>
  ({ type: "error", code, message: "", id, retry_after: null }) as const;

/** What was sent but what tells of reading. */
const asked = (bench: Bench) => bench.take().filter(({ type }) => type !== "read");

describe("following conversations", () => {
  it("opens the agent's own conversations as soon as the desk names them", () => {
    const bench = new Bench().hear(WELCOME, deskFrame({ mine: [card({ stage: "assigned" })] }));
    expect(bench.take()).toEqual([{ type: "open", conversation: CONVERSATION, after: 0 }]);
  });

  it("reads a waiting conversation before it is accepted, and leaves it for another", () => {
    const other = card({ conversation: "c_two", since: NOON + 1 });
    const bench = new Bench().hear(WELCOME, deskFrame({ queue: [card(), other] }));
    bench.act({ type: "select", conversation: CONVERSATION });
    expect(bench.take()).toEqual([{ type: "open", conversation: CONVERSATION, after: 0 }]);
    bench.act({ type: "select", conversation: "c_two" });
    expect(bench.take()).toEqual([
      { type: "leave", conversation: CONVERSATION },
      { type: "open", conversation: "c_two", after: 0 },
    ]);
  });

  it("opens each followed conversation from its last number after a reconnect", () => {
    const bench = owning(log(STARTED, customerSaid("a"), ASKED, ASSIGNED));
    bench.hear(WELCOME);
    expect(asked(bench)).toEqual([{ type: "open", conversation: CONVERSATION, after: 4 }]);
  });

  it("asks once for what a gap hides, and again only when a tip shows that it is still missing", () => {
    const entries = log(
      STARTED,
      customerSaid("a"),
      customerSaid("b"),
      customerSaid("c"),
      customerSaid("d"),
    );
    const bench = owning(entries.slice(0, 1));
    bench.hear(...entries.slice(2));
    expect(bench.take()).toEqual([{ type: "open", conversation: CONVERSATION, after: 1 }]);
    bench.hear({ type: "tip", conversation: CONVERSATION, version: 5 });
    expect(bench.take()).toEqual([{ type: "open", conversation: CONVERSATION, after: 1 }]);
    bench.hear(...entries.slice(1));
    bench.hear({ type: "tip", conversation: CONVERSATION, version: 5 });
    expect(asked(bench)).toEqual([]);
  });

  it("lets go of a conversation that cannot be found", () => {
    const bench = new Bench().hear(WELCOME, deskFrame());
    bench.act({ type: "select", conversation: "c_gone" }).hear(refusal(null, "not_found"));
    expect(bench.desk.selected).toBeNull();
    expect(bench.desk.notices).toMatchObject([{ place: "desk", code: "not_found" }]);
  });

  it("ignores entries of conversations that it does not follow", () => {
    const bench = new Bench().hear(WELCOME, deskFrame(), entry(1, STARTED));
    expect(bench.desk.logs).toEqual({});
  });
});

describe("accepting", () => {
  it("shows the accepted conversation once the gateway has given it", () => {
    const bench = new Bench().hear(WELCOME, deskFrame({ queue: [card()] }));
    bench.act({ type: "request", frame: { type: "accept", id: "accept-1" }, at: NOON });
    expect(isUnderway(bench.desk, "accept", null)).toBe(true);
    expect(bench.desk.selected).toBeNull();
    bench.hear(ack("accept-1", 4));
    expect(bench.desk.selected).toBe(CONVERSATION);
    expect(isUnderway(bench.desk, "accept", null)).toBe(false);
  });

  it("does not ask twice while the first press is on its way", () => {
    const frame = { type: "accept", id: "accept-1", conversation: CONVERSATION } as const;
    const bench = new Bench().hear(WELCOME, deskFrame({ queue: [card()] }));
    bench.act({ type: "request", frame, at: NOON });
    bench.act({ type: "request", frame: { ...frame, id: "accept-2" }, at: NOON });
    expect(bench.take()).toEqual([frame]);
  });

  it("tells beside the queue that a colleague was faster, until the next try", () => {
    const frame = { type: "accept", id: "accept-1", conversation: CONVERSATION } as const;
    const bench = new Bench().hear(WELCOME, deskFrame({ queue: [card()] }));
    bench.act({ type: "request", frame, at: NOON }).hear(refusal("accept-1", "taken"));
    expect(bench.desk.notices).toMatchObject([
      { place: "queue", code: "taken", conversation: CONVERSATION },
    ]);
    bench.act({ type: "request", frame: { ...frame, id: "accept-2" }, at: NOON });
    expect(bench.desk.notices).toEqual([]);
  });

  it("says why an accept was refused where the desk can tell: away, or full", () => {
    const accept = { type: "accept", id: "accept-1" } as const;
    const away = new Bench().hear(WELCOME).act({ type: "presence", status: "away" });
    away.act({ type: "request", frame: accept, at: NOON }).hear(refusal("accept-1", "refused"));
    expect(away.desk.notices).toMatchObject([{ because: "away" }]);
    const full = new Bench().hear({ ...WELCOME, agent: { ...WELCOME.agent, load: 8 } });
    full.act({ type: "request", frame: accept, at: NOON }).hear(refusal("accept-1", "refused"));
    expect(full.desk.notices).toMatchObject([{ because: "full" }]);
  });
});

describe("replying", () => {
  it("shows a reply at once, as kept after the ack, and once in the log", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    bench.act({ type: "draft", of: "reply", conversation: CONVERSATION, text: "Hello" });
    bench.act({ type: "request", frame: reply("reply-1", "Hello"), at: NOON });
    expect(bench.desk.drafts).toEqual({});
    expect(bench.desk.pending).toMatchObject([{ seq: null, failed: null }]);
    bench.hear(ack("reply-1", 4));
    expect(bench.desk.pending).toMatchObject([{ seq: 4 }]);
    bench.hear(entry(4, agentSaid("reply-1", "Hello")));
    expect(bench.desk.pending).toEqual([]);
  });

  it("knows a reply by its id when its entry comes before its ack", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    bench.act({ type: "request", frame: reply("reply-1", "Hello"), at: NOON });
    bench.hear(entry(4, agentSaid("reply-1", "Hello")));
    expect(bench.desk.pending).toEqual([]);
    bench.hear(ack("reply-1", 4));
    expect(bench.desk.pending).toEqual([]);
  });

  it("keeps the words of a reply that was not accepted, to send again or to edit", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    bench.act({ type: "request", frame: reply("reply-1", "Hello"), at: NOON });
    bench.hear(refusal("reply-1", "unavailable"));
    expect(bench.desk.pending).toMatchObject([{ failed: "unavailable" }]);
    bench.take();
    bench.act({ type: "retry", id: "reply-1" });
    expect(bench.take()).toEqual([reply("reply-1", "Hello")]);
    bench.hear(refusal("reply-1", "refused"));
    bench.act({ type: "draft", of: "reply", conversation: CONVERSATION, text: "later words" });
    bench.act({ type: "take_back", id: "reply-1" });
    expect(bench.desk.pending).toEqual([]);
    expect(bench.desk.drafts).toEqual({ [CONVERSATION]: "Hello\nlater words" });
  });

  it("remembers drafts, unsent replies, what was read and the presence over a reload", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    bench.act({ type: "presence", status: "away" });
    bench.act({ type: "request", frame: reply("reply-1", "Hello"), at: NOON });
    bench.act({ type: "draft", of: "reply", conversation: CONVERSATION, text: "half a sen" });
    const desk = newDesk(JSON.parse(JSON.stringify(remember(bench.desk))));
    expect(desk).toMatchObject({
      presence: "away",
      selected: CONVERSATION,
      read: { [CONVERSATION]: 3 },
      drafts: { [CONVERSATION]: "half a sen" },
      pending: [{ frame: reply("reply-1", "Hello"), seq: null, failed: null }],
    });
  });
});

describe("ending", () => {
  it("wraps up only after the end is kept", () => {
    const end = { type: "end", id: "end-1", conversation: CONVERSATION } as const;
    const then = {
      type: "wrap_up",
      id: "wrap-1",
      conversation: CONVERSATION,
      disposition: "solved",
    } as const;
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    bench.act({ type: "request", frame: end, then, at: NOON });
    expect(bench.take()).toEqual([end]);
    bench.hear(ack("end-1", 4));
    expect(bench.take()).toEqual([then]);
    bench.hear(ack("wrap-1", 5));
    expect(bench.desk.pending).toEqual([]);
  });

  it("does not wrap up when the end was not kept", () => {
    const end = { type: "end", id: "end-1", conversation: CONVERSATION } as const;
    const then = {
      type: "wrap_up",
      id: "wrap-1",
      conversation: CONVERSATION,
      disposition: "solved",
    } as const;
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    bench.act({ type: "request", frame: end, then, at: NOON });
    bench.take();
    bench.hear(refusal("end-1", "unavailable"));
    expect(bench.take()).toEqual([]);
    expect(bench.desk.notices).toMatchObject([
      { place: "conversation", about: "end", code: "unavailable" },
    ]);
  });

  it.each(["agent", "customer"] as const)("owes the wrap-up when the %s ended it", (by) => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED, { kind: "ended", by }));
    expect(standingOf(bench.desk, CONVERSATION)).toMatchObject({ stage: "wrap_up", mine: true });
  });

  it("leaves nothing to wrap up when the customer gave up waiting", () => {
    const bench = owning(log(STARTED, ASKED, { kind: "ended", by: "customer" }));
    expect(standingOf(bench.desk, CONVERSATION)).toMatchObject({ stage: "closed", mine: false });
  });
});

describe("what the screen asks", () => {
  it("counts as unread what the customer said since the agent took over and looked away", () => {
    const bench = owning(log(STARTED, customerSaid("before"), ASKED, ASSIGNED));
    bench.act({ type: "attention", attentive: false });
    bench.hear(entry(5, customerSaid("new")), entry(6, agentSaid("elsewhere", "from another tab")));
    expect(unreadOf(bench.desk, CONVERSATION)).toBe(1);
    expect(attentionCount(bench.desk)).toBe(1);
    bench.act({ type: "attention", attentive: true });
    expect(unreadOf(bench.desk, CONVERSATION)).toBe(0);
  });

  it("does not count what was said to the bot before a conversation was assigned", () => {
    const mine = [card({ stage: "assigned", version: 4 })];
    const bench = new Bench().hear(WELCOME, deskFrame({ mine }));
    bench.hear(...log(STARTED, customerSaid("to the bot"), ASKED, ASSIGNED));
    expect(unreadOf(bench.desk, CONVERSATION)).toBe(0);
  });

  it("believes the log before the card once the log is whole", () => {
    const entries = log(STARTED, ASKED, { kind: "assigned", agent: OTHER });
    const bench = new Bench().hear(WELCOME, deskFrame({ queue: [card({ version: 3 })] }));
    bench.act({ type: "select", conversation: CONVERSATION });
    bench.hear({ type: "opened", card: card({ version: 3 }) }, ...entries.slice(0, 2));
    expect(standingOf(bench.desk, CONVERSATION)).toMatchObject({ stage: "queued" });
    bench.hear(...entries.slice(2));
    expect(standingOf(bench.desk, CONVERSATION)).toEqual({
      stage: "assigned",
      mine: false,
      agentName: OTHER.name,
    });
  });

  it("keeps own conversations in the order of their requests", () => {
    const late = card({ conversation: "c_late", since: NOON + 5, stage: "assigned" });
    const early = card({ conversation: "c_early", since: NOON, stage: "assigned" });
    const bench = new Bench().hear(WELCOME, deskFrame({ mine: [late, early] }));
    expect(bench.desk.mine.map((one) => one.conversation)).toEqual(["c_early", "c_late"]);
  });

  it("walks through the queue and then the own conversations, and stops at the ends", () => {
    const own = card({ conversation: "c_own", stage: "assigned" });
    const bench = new Bench().hear(WELCOME, deskFrame({ queue: [card()], mine: [own] }));
    expect(neighbour(bench.desk, 1)).toBe(CONVERSATION);
    expect(neighbour(bench.desk, -1)).toBe("c_own");
    bench.act({ type: "select", conversation: "c_own" });
    expect(neighbour(bench.desk, 1)).toBe("c_own");
    expect(neighbour(bench.desk, -1)).toBe(CONVERSATION);
  });

  it("keeps the card of a conversation that has left both lists while it is on screen", () => {
    const bench = new Bench().hear(WELCOME, deskFrame({ queue: [card()] }));
    bench.act({ type: "select", conversation: CONVERSATION });
    bench.hear({ type: "opened", card: card() }, deskFrame());
    expect(cardOf(bench.desk, CONVERSATION)?.customer_name).toBe("Mina");
  });
});

describe("a log that stands no more", () => {
  it("comes again from its beginning", () => {
    const bench = owning(log(STARTED, customerSaid("before"), ASKED, ASSIGNED));
    bench.hear({ type: "start_fresh", conversation: CONVERSATION, version: 2 });
    expect(bench.desk.logs[CONVERSATION]?.entries).toEqual([]);
    bench.hear(...log(STARTED, customerSaid("other")));
    expect(bench.desk.logs[CONVERSATION]?.view.version).toBe(2);
    expect(asked(bench)).toEqual([]);
  });

  it("that is gone for good leaves the screen with a word about it", () => {
    const bench = new Bench().hear(WELCOME, deskFrame());
    bench.act({ type: "select", conversation: CONVERSATION });
    bench.hear({ type: "opened", card: card({ stage: "closed" }) }, ...log(STARTED));
    bench.hear({ type: "start_fresh", conversation: CONVERSATION, version: 0 });
    expect(bench.desk.selected).toBeNull();
    expect(bench.desk.logs).toEqual({});
    expect(bench.desk.notices).toMatchObject([{ place: "desk", code: "not_found" }]);
  });
});

describe("presence", () => {
  it("says the chosen presence again when the gateway forgot it", () => {
    const bench = new Bench().hear(WELCOME).act({ type: "presence", status: "away" });
    bench.take();
    bench.hear(WELCOME);
    expect(bench.take()).toEqual([{ type: "presence", status: "away" }]);
    expect(bench.desk.me?.status).toBe("away");
  });

  it("takes the gateway's word before anything was chosen here", () => {
    const bench = new Bench().hear({ ...WELCOME, agent: { ...ME, status: "away", load: 0 } });
    expect(bench.desk.me?.status).toBe("away");
    expect(bench.take()).toEqual([]);
  });
});

describe("typing", () => {
  it("shows that the customer writes until words come or the sign runs out", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    const typing = { type: "typing", conversation: CONVERSATION, who: "customer" } as const;
    bench.hear(typing);
    expect(bench.desk.typing).toEqual({ [CONVERSATION]: true });
    bench.hear(entry(4, customerSaid("there")));
    expect(bench.desk.typing).toEqual({});
    bench.hear(typing).act({ type: "typing_stopped", conversation: CONVERSATION });
    expect(bench.desk.typing).toEqual({});
  });
});

describe("what was given, not taken", () => {
  const given = (id: string) => card({ conversation: id, stage: "assigned" });

  it("opens by itself where nothing is on screen, and is new until it was seen", () => {
    const bench = new Bench().hear(WELCOME, deskFrame());
    bench.act({ type: "attention", attentive: false }).hear(deskFrame({ mine: [given("c_two")] }));
    expect(bench.desk.selected).toBe("c_two");
    expect(isNew(bench.desk, "c_two")).toBe(true);
    expect(attentionCount(bench.desk)).toBe(1);
    bench.act({ type: "attention", attentive: true });
    bench.hear(entry(1, STARTED, NOON, "c_two"));
    expect(isNew(bench.desk, "c_two")).toBe(false);
  });

  it("tears nobody from what they do", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    const mine = [card({ stage: "assigned", version: 3 }), given("c_two")];
    bench.hear(deskFrame({ mine }));
    expect(bench.desk.selected).toBe(CONVERSATION);
    expect(isNew(bench.desk, "c_two")).toBe(true);
    expect(isNew(bench.desk, CONVERSATION)).toBe(false);
    bench.act({ type: "select", conversation: "c_two" });
    bench.hear(entry(1, STARTED, NOON, "c_two"));
    expect(isNew(bench.desk, "c_two")).toBe(false);
  });

  it("is also what the agent once took, lost, and got again", () => {
    const bench = new Bench().hear(WELCOME, deskFrame({ queue: [given("c_two")] }));
    const frame = { type: "accept", id: "a_0000001", conversation: "c_two" } as const;
    bench.act({ type: "request", frame, at: NOON });
    bench.hear({ type: "ack", id: "a_0000001", conversation: "c_two", seq: 3 });
    bench.hear(deskFrame({ mine: [given("c_two")] }));
    expect(bench.desk.given).toEqual({});
    bench.hear(deskFrame(), deskFrame({ mine: [given("c_two")] }));
    expect(bench.desk.given).toEqual({ c_two: true });
  });

  it("is not what the desk held when the page was loaded", () => {
    const bench = new Bench().hear(WELCOME, deskFrame({ mine: [given("c_two")] }));
    expect(bench.desk.given).toEqual({});
    expect(bench.desk.selected).toBeNull();
  });
});

describe("reading", () => {
  it("of one's own conversation is told the customer, once a number", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    bench.hear(entry(4, customerSaid("Hello?")));
    expect(bench.take()).toEqual([{ type: "read", conversation: CONVERSATION, seq: 4 }]);
    bench.hear(entry(4, customerSaid("Hello?")));
    expect(bench.take()).toEqual([]);
  });

  it("along with the queue is nobody's business", () => {
    const bench = new Bench().hear(WELCOME, deskFrame({ queue: [card()] }));
    bench.act({ type: "select", conversation: CONVERSATION }).hear(...log(STARTED, ASKED));
    expect(bench.take().filter(({ type }) => type === "read")).toEqual([]);
  });

  it("is told again after a reconnect: the frame may have been lost", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED)).hear(WELCOME);
    expect(bench.take()).toContainEqual({ type: "read", conversation: CONVERSATION, seq: 3 });
  });

  it("by the customer only goes on", () => {
    const seen = (seq: number) =>
      ({ type: "was_read", conversation: CONVERSATION, who: "customer", seq }) as const;
    const bench = owning(log(STARTED, ASKED, ASSIGNED)).hear(seen(3), seen(2));
    expect(bench.desk.seen[CONVERSATION]).toBe(3);
  });
});

describe("notes", () => {
  const note = (id: string, text: string): Request => ({
    type: "note",
    id,
    conversation: CONVERSATION,
    text,
  });

  it("have a draft of their own, which a reply leaves alone", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    bench.act(
      { type: "draft", of: "note", conversation: CONVERSATION, text: "careful" },
      { type: "draft", of: "reply", conversation: CONVERSATION, text: "Hello" },
      { type: "request", frame: reply("r_0000001", "Hello"), at: NOON },
    );
    expect([bench.desk.notes, bench.desk.drafts]).toEqual([{ [CONVERSATION]: "careful" }, {}]);
    bench.act({ type: "request", frame: note("n_0000001", "careful"), at: NOON });
    expect(bench.desk.notes).toEqual({});
  });

  it("that were refused are not lost, and go back to where notes are written", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    bench.act({ type: "request", frame: note("n_0000001", "careful"), at: NOON });
    bench.hear(refusal("n_0000001", "unavailable"));
    expect(bench.desk.pending).toMatchObject([{ failed: "unavailable" }]);
    expect(remember(bench.desk).unsent).toHaveLength(1);
    bench.act({ type: "take_back", id: "n_0000001" });
    expect([bench.desk.notes, bench.desk.drafts]).toEqual([{ [CONVERSATION]: "careful" }, {}]);
  });

  it("are shown as on their way until the log has them", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    bench.act({ type: "request", frame: note("n_0000001", "careful"), at: NOON });
    bench.hear(entry(4, { kind: "note_added", id: "n_0000001", agent: ME, text: "careful" }));
    expect(bench.desk.pending).toEqual([]);
  });
});

describe("passing on", () => {
  it("that was refused is told beside the conversation", () => {
    const bench = owning(log(STARTED, ASKED, ASSIGNED));
    const frame = {
      type: "transfer",
      id: "t_0000001",
      conversation: CONVERSATION,
      agent: OTHER.id,
      note: "",
    } as const;
    bench.act({ type: "request", frame, at: NOON });
    bench.hear(refusal("t_0000001", "refused"));
    expect(bench.desk.notices).toMatchObject([{ about: "transfer", place: "conversation" }]);
  });

  it("goes to colleagues at the desk, never to oneself", () => {
    const agents = [
      { ...ME, status: "online", load: 1 },
      { ...OTHER, status: "away", load: 0 },
      { id: "agent-gone", name: "Gone", status: "offline", load: 0 },
    ] as const;
    const bench = new Bench().hear(WELCOME, deskFrame({ agents }));
    expect(colleagues(bench.desk).map(({ id }) => id)).toEqual([OTHER.id]);
  });

  it("calls a queue by its name, or by its id where the rules have none", () => {
    const queues = [{ id: "billing", name: { en: "Billing", ko: "결제" } }];
    const bench = new Bench().hear(WELCOME, deskFrame({ queues }));
    expect(queueName(bench.desk, "billing", "ko")).toBe("결제");
    expect(queueName(bench.desk, "returns", "ko")).toBe("returns");
  });
});
