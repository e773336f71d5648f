import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeWorld } from "../shared/fake-socket.ts";
import type { BotReply, Event } from "../shared/frames.ts";
import { NOTHING, type Memory, type Remembered } from "./memory.ts";
import type { Pending } from "./memory.ts";
import { botOwes, ratingOf, Session } from "./session.ts";

class FakeMemory implements Memory {
  remembered: Remembered = NOTHING;
  pending: readonly Pending[] = [];
  load = (): Remembered => this.remembered;
  save = (remembered: Remembered): void => void (this.remembered = remembered);
  loadPending = (): readonly Pending[] => this.pending;
  savePending = (pending: readonly Pending[]): void => void (this.pending = pending);
}

const C = "c_first";
let world: FakeWorld;
let memory: FakeMemory;
let session: Session;

const open = (): Session =>
  new Session({
    url: "ws://desk.example/ws/customer",
    memory,
    locale: "en",
    page: () => ({ url: "https://dalbit.example/", title: "Dalbit" }),
    onState: () => undefined,
    connection: {
      socket: world.socket,
      timers: world.timers,
      listen: world.listen,
      random: () => 0.5,
    },
  });

const welcome = (conversation: string | null = null, version = 0): void => {
  world.server.accept();
  world.server.say({
    type: "welcome",
    protocol: 1,
    token: "t1",
    customer: "cu_1",
    name: null,
    conversation,
    version,
    door: true,
  });
};
const entry = (seq: number, event: Event, conversation = C): void =>
  world.server.say({ type: "entry", conversation, seq, at: 1_000 + seq, event });
const started = (continues: string | null = null): Event => ({
  kind: "started",
  locale: "en",
  page: null,
  continues,
  customer_name: null,
  verified: false,
});
const said = (
  id: string,
  text: string,
  more: { choice?: string; ask_bot?: boolean } = {},
): Event => ({
  kind: "customer_said",
  id,
  text,
  choice: more.choice ?? null,
  ask_bot: more.ask_bot ?? false,
});
const replied = (turn: number): Event => ({ kind: "bot_replied", turn, replies: [], door: true });
const asked: Event = { kind: "handoff_requested", cause: "asked", by: "customer" };
const agent = { name: "Jiwoo" };

const sent = (type: string): { id?: string; [field: string]: unknown }[] =>
  world.server.received.filter((frame) => frame.type === type);
const lastId = (type: string): string => sent(type).at(-1)!.id!;
const shown = (): string[] => session.state.view!.items.map(({ kind }) => kind);

beforeEach(() => {
  vi.useFakeTimers();
  world = new FakeWorld();
  memory = new FakeMemory();
  session = open();
});

afterEach(() => {
  session.stop();
  vi.useRealTimers();
});

describe("saying something", () => {
  test("words are shown at once, then as sent, then as the log has them", () => {
    session.start();
    welcome();
    session.say("Hello");
    expect(session.state.outgoing).toMatchObject([{ frame: { text: "Hello" }, status: "sending" }]);
    const id = lastId("say");
    world.server.say({ type: "ack", id, conversation: C, seq: 2 });
    expect(session.state.outgoing).toMatchObject([{ status: "sent" }]);
    entry(1, started());
    entry(2, said(id, "Hello"));
    expect(session.state.outgoing).toEqual([]);
    expect(shown()).toEqual(["notice", "customer"]);
  });

  test("the entry may come before the ack", () => {
    session.start();
    welcome();
    session.say("Hello");
    const id = lastId("say");
    entry(1, started());
    entry(2, said(id, "Hello"));
    world.server.say({ type: "ack", id, conversation: C, seq: 2 });
    expect(session.state.outgoing).toEqual([]);
    expect(shown()).toEqual(["notice", "customer"]);
  });

  test("the wish to begin with a person is sent again until it is acknowledged", () => {
    session.start();
    welcome();
    session.setPeopleFirst(true);
    const id = lastId("set_preference");
    world.server.break(1006);
    world.pass(30_000);
    welcome();
    expect(sent("set_preference")).toMatchObject([{ id, people_first: true }]);
  });

  test("a pressed button carries the bot's id, and its label as text", () => {
    session.start();
    welcome();
    session.say("Track my order", { choice: "b_12345678" });
    expect(sent("say")[0]).toMatchObject({ text: "Track my order", choice: "b_12345678" });
  });

  test("words said while the server is away are sent with the same id after the reconnect", () => {
    session.start();
    welcome();
    world.server.break(1006);
    session.say("Are you there?");
    expect(session.state.outgoing).toMatchObject([{ status: "sending" }]);
    const { id } = session.state.outgoing[0]!.frame;
    world.pass(30_000);
    welcome();
    expect(sent("say")).toMatchObject([{ id, text: "Are you there?" }]);
  });

  test("refused words are marked as failed, and tried again under their own id", () => {
    session.start();
    welcome();
    session.say("Hello");
    const id = lastId("say");
    world.server.say({ type: "error", code: "refused", message: "no", id, retry_after: null });
    expect(session.state.outgoing).toMatchObject([{ status: "failed", code: "refused" }]);
    session.retry(id);
    expect(session.state.outgoing).toMatchObject([{ status: "sending", code: null }]);
    expect(sent("say").map((frame) => frame.id)).toEqual([id, id]);
  });

  test("while the store is away words are sent again by themselves before anybody is asked", () => {
    session.start();
    welcome();
    session.say("Hello");
    const id = lastId("say");
    const refuse = (): void =>
      world.server.say({
        type: "error",
        code: "unavailable",
        message: "no",
        id,
        retry_after: null,
      });
    for (let n = 0; n < 4; n += 1) {
      refuse();
      expect(session.state.outgoing).toMatchObject([{ status: "sending" }]);
      vi.advanceTimersByTime(2_000);
    }
    expect(sent("say")).toHaveLength(5);
    refuse();
    expect(session.state.outgoing).toMatchObject([{ status: "failed", code: "unavailable" }]);
  });

  test("so is everything else that was asked for", () => {
    session.start();
    welcome(C, 1);
    entry(1, started());
    session.end();
    const id = lastId("end");
    world.server.say({ type: "error", code: "unavailable", message: "no", id, retry_after: null });
    vi.advanceTimersByTime(2_000);
    expect(sent("end").map((frame) => frame.id)).toEqual([id, id]);
  });

  test("too fast waits for as long as the gateway says", () => {
    session.start();
    welcome();
    session.say("Hello");
    const id = lastId("say");
    world.server.say({ type: "error", code: "too_fast", message: "no", id, retry_after: 5 });
    vi.advanceTimersByTime(4_900);
    expect(sent("say")).toHaveLength(1);
    vi.advanceTimersByTime(200);
    expect(sent("say")).toHaveLength(2);
  });
});

describe("saying whether an answer helped", () => {
  const faq = (id: string): BotReply => ({
    text: id,
    buttons: [],
    source: { kind: "faq", id },
    confidence: 0.9,
  });
  const answered: Event = { kind: "bot_replied", turn: 2, replies: [faq("delivery")], door: true };
  const rated = (helpful: boolean): Event => ({
    kind: "answer_rated",
    seq: 3,
    entry: "delivery",
    helpful,
  });
  const rating = (): boolean | null => ratingOf(session.state, 3, "delivery");

  beforeEach(() => {
    session.start();
    welcome(C, 3);
    entry(1, started());
    entry(2, said("a", "When?"));
    entry(3, answered);
  });

  test("shows at once, until the log says it", () => {
    expect(rating()).toBeNull();
    session.rate(3, "delivery", false);
    expect(sent("rate")).toMatchObject([
      { conversation: C, seq: 3, entry: "delivery", helpful: false },
    ]);
    expect(rating()).toBe(false);
    world.server.say({ type: "ack", id: lastId("rate"), conversation: C, seq: 4 });
    expect(rating()).toBe(false);
    entry(4, rated(false));
    expect(session.state.ratings).toEqual([]);
    expect(rating()).toBe(false);
  });

  test("the entry may come before the ack", () => {
    session.rate(3, "delivery", true);
    entry(4, rated(true));
    world.server.say({ type: "ack", id: lastId("rate"), conversation: C, seq: 4 });
    expect(session.state.ratings).toEqual([]);
    expect(rating()).toBe(true);
  });

  test("the same again is not sent, the other is", () => {
    session.rate(3, "delivery", true);
    session.rate(3, "delivery", true);
    session.rate(3, "delivery", false);
    expect(sent("rate").map(({ helpful }) => helpful)).toEqual([true, false]);
    expect(rating()).toBe(false);
  });

  test("outlives a reload while the server is away", () => {
    world.server.break(1006);
    session.rate(3, "delivery", true);
    const { id } = session.state.ratings[0]!.frame;
    session.stop();
    session = open();
    session.start();
    welcome(C, 3);
    expect(sent("rate")).toMatchObject([{ id, helpful: true }]);
  });

  test("what was refused is taken back", () => {
    session.rate(3, "delivery", true);
    const id = lastId("rate");
    world.server.say({ type: "error", code: "refused", message: "no", id, retry_after: null });
    expect(rating()).toBeNull();
  });

  test("works after the end, and its ack does not bring back what was put away", () => {
    entry(4, { kind: "ended", by: "customer" });
    session.rate(3, "delivery", true);
    session.startAnew();
    session.say("Hello again");
    entry(1, started(C), "c_second");
    world.server.say({ type: "ack", id: lastId("rate"), conversation: C, seq: 5 });
    expect(session.state.view!.conversation).toBe("c_second");
  });
});

describe("the door", () => {
  test("says that it asks until the log has the request", () => {
    session.start();
    welcome();
    session.askHuman();
    expect(session.state.asking).toBe("asking");
    world.server.say({ type: "ack", id: lastId("ask_human"), conversation: C, seq: 2 });
    entry(1, started());
    expect(session.state.asking).toBe("asking");
    entry(2, asked);
    expect(session.state.asking).toBeNull();
    expect(session.state.view!.stage).toBe("queued");
  });

  test("works before the first connection and is asked once however often it is pressed", () => {
    session.askHuman();
    session.askHuman();
    session.start();
    welcome();
    expect(sent("ask_human")).toHaveLength(1);
  });

  test("outlives a reload while the server is away", () => {
    session.askHuman();
    session.stop();
    session = open();
    expect(session.state.asking).toBe("asking");
    session.start();
    welcome();
    expect(sent("ask_human")).toHaveLength(1);
  });

  test("a refusal means that somebody was asked for already", () => {
    session.start();
    welcome();
    session.askHuman();
    const id = lastId("ask_human");
    world.server.say({ type: "error", code: "refused", message: "already", id, retry_after: null });
    expect(session.state.asking).toBeNull();
  });

  test("when it can not be asked at all, the customer is told and may press again", () => {
    session.start();
    welcome();
    session.askHuman();
    const id = lastId("ask_human");
    for (let n = 0; n < 5; n += 1) {
      world.server.say({
        type: "error",
        code: "unavailable",
        message: "no",
        id,
        retry_after: null,
      });
      vi.advanceTimersByTime(2_000);
    }
    expect(session.state.asking).toBe("failed");
    session.askHuman();
    expect(session.state.asking).toBe("asking");
  });

  test("the wait is shown only while queued", () => {
    session.start();
    welcome();
    session.askHuman();
    entry(1, started());
    entry(2, asked);
    const waiting = {
      type: "waiting",
      conversation: C,
      position: 2,
      since: 1,
      agents_online: 1,
      opens_at: null,
    };
    world.server.say(waiting);
    expect(session.state.waiting).toMatchObject({ position: 2 });
    entry(3, { kind: "assigned", agent });
    expect(session.state.waiting).toBeNull();
    expect(session.state.view!.agent).toEqual(agent);
  });
});

describe("going on", () => {
  test("after a reload the conversation is asked for from its beginning, with the token", () => {
    memory.remembered = { ...NOTHING, token: "t1", conversation: C };
    session = open();
    expect(session.hasHistory).toBe(true);
    session.start();
    world.server.accept();
    expect(sent("hello")[0]).toMatchObject({ token: "t1", conversation: C, after: 0 });
  });

  test("after a reconnect it is asked for from the last number", () => {
    session.start();
    welcome(C, 2);
    entry(1, started());
    entry(2, said("a", "Hello"));
    world.server.break(1006);
    world.pass(30_000);
    world.server.accept();
    expect(sent("hello")[0]).toMatchObject({ conversation: C, after: 2 });
  });

  test("a gap makes it say hello again, once for a burst", () => {
    session.start();
    welcome(C, 4);
    entry(1, started());
    entry(3, said("a", "Hello"));
    entry(4, said("b", "Hello?"));
    expect(sent("hello").map(({ after }) => after)).toEqual([0, 1]);
  });

  test("a tip above the last number does so too, but not after the end", () => {
    session.start();
    welcome(C, 1);
    entry(1, started());
    world.server.say({ type: "tip", conversation: C, version: 3 });
    expect(sent("hello")).toHaveLength(2);
    entry(2, { kind: "ended", by: "agent" });
    vi.advanceTimersByTime(60_000);
    world.server.say({ type: "tip", conversation: C, version: 3 });
    expect(sent("hello")).toHaveLength(2);
  });

  test("unsent words outlive a reload, under their own id", () => {
    session.say("Hello");
    const { id } = session.state.outgoing[0]!.frame;
    session = open();
    expect(session.state.outgoing).toMatchObject([{ frame: { id, text: "Hello" } }]);
    session.start();
    welcome();
    world.server.say({ type: "ack", id, conversation: C, seq: 2 });
    expect(memory.pending).toEqual([]);
  });

  test("a log that was lost and grew again is shown from its new beginning", () => {
    memory.remembered = { ...NOTHING, token: "t1", conversation: C };
    session = open();
    session.start();
    welcome(C, 2);
    entry(1, started());
    entry(2, said("a", "Hello"));
    world.server.break(1006);
    world.pass(30_000);
    welcome(C, 1);
    entry(1, started());
    expect(shown()).toEqual(["notice"]);
  });

  test("told to start fresh, it lets go what was shown and takes what follows from the beginning", () => {
    session = open();
    session.start();
    welcome(C, 2);
    entry(1, started());
    entry(2, said("a", "Hello"));
    world.server.say({ type: "start_fresh", conversation: C, version: 0 });
    expect(session.state.view).toBeNull();
    expect(memory.remembered.conversation).toBeNull();
    entry(1, started());
    expect(shown()).toEqual(["notice"]);
  });

  test("a conversation that the gateway does not know is let go", () => {
    memory.remembered = { ...NOTHING, token: "t1", conversation: C };
    session = open();
    session.start();
    welcome(null);
    expect(session.state.view).toBeNull();
    expect(memory.remembered.conversation).toBeNull();
  });

  test("a token that is no longer good is dropped, and the hello said afresh", () => {
    memory.remembered = { ...NOTHING, token: "old" };
    session = open();
    session.start();
    world.server.accept();
    world.server.break(4401);
    world.server.accept();
    expect(world.sockets).toHaveLength(2);
    expect(sent("hello")[0]).toMatchObject({ token: null });
  });

  test("refused without a token as well, it comes back later", () => {
    session.start();
    world.server.break(4401);
    expect(world.sockets).toHaveLength(1);
    vi.advanceTimersByTime(30_000);
    expect(world.sockets).toHaveLength(2);
  });
});

describe("ending and starting anew", () => {
  beforeEach(() => {
    session.start();
    welcome(C, 2);
    entry(1, started());
    entry(2, { kind: "ended", by: "customer" });
  });

  test("what was put away stays away, also when the gateway names it again", () => {
    session.startAnew();
    expect(session.state.view).toBeNull();
    world.server.say({ type: "tip", conversation: C, version: 2 });
    world.server.break(1006);
    world.pass(30_000);
    welcome(C, 2);
    entry(1, started());
    expect(session.state.view).toBeNull();
  });

  test("the next word begins the next conversation", () => {
    session.startAnew();
    session.say("Hello again");
    const id = lastId("say");
    world.server.say({ type: "ack", id, conversation: "c_second", seq: 2 });
    entry(1, started(C), "c_second");
    entry(2, said(id, "Hello again"), "c_second");
    expect(session.state.view).toMatchObject({ conversation: "c_second", version: 2 });
    expect(memory.remembered).toMatchObject({ conversation: "c_second", left: C });
  });

  test("the door of an ended conversation opens the next one", () => {
    session.askHuman();
    entry(1, started(C), "c_second");
    entry(2, asked, "c_second");
    expect(session.state.view).toMatchObject({ conversation: "c_second", stage: "queued" });
    entry(3, { kind: "wrapped_up", disposition: "solved" }, C);
    expect(session.state.view).toMatchObject({ conversation: "c_second", version: 2 });
  });
});

describe("small things", () => {
  test("who is writing is forgotten after a while, or when the words come", () => {
    session.start();
    welcome(C, 1);
    entry(1, started());
    world.server.say({ type: "typing", conversation: C, who: "agent" });
    expect(session.state.typing).toBe("agent");
    vi.advanceTimersByTime(6_000);
    expect(session.state.typing).toBeNull();
    world.server.say({ type: "typing", conversation: C, who: "agent" });
    entry(2, { kind: "agent_said", id: "r1", text: "Hi", agent });
    expect(session.state.typing).toBeNull();
  });

  test("the customer's own writing is told to a person only, every few seconds", () => {
    session.start();
    welcome(C, 3);
    entry(1, started());
    session.typing();
    expect(sent("typing")).toHaveLength(0);
    entry(2, asked);
    entry(3, { kind: "assigned", agent });
    session.typing();
    session.typing();
    expect(sent("typing")).toHaveLength(1);
    vi.advanceTimersByTime(3_000);
    session.typing();
    expect(sent("typing")).toHaveLength(2);
  });

  test("what came while the panel was closed counts as unread until it is opened", () => {
    session.start();
    welcome(C, 4);
    entry(1, started());
    entry(2, said("a", "Hello"));
    entry(3, replied(2));
    entry(4, { kind: "agent_said", id: "r1", text: "Hi", agent });
    expect(session.unread).toBe(2);
    session.markRead();
    expect(session.unread).toBe(0);
  });

  test("an identity is told at once, and again in every hello", () => {
    session.start();
    welcome();
    session.identify("jwt");
    expect(sent("identify")).toMatchObject([{ identity: "jwt" }]);
    world.server.break(1006);
    world.pass(30_000);
    world.server.accept();
    expect(sent("hello")[0]).toMatchObject({ identity: "jwt" });
  });

  test("a switched language is told once", () => {
    session.start();
    welcome();
    session.setLocale("ko");
    session.setLocale("ko");
    expect(sent("set_context")).toEqual([{ type: "set_context", locale: "ko" }]);
  });
});

describe("whether the bot owes an answer", () => {
  const owes = (...events: Event[]): boolean => {
    session.start();
    welcome(C, events.length + 1);
    entry(1, started());
    events.forEach((event, n) => entry(n + 2, event));
    return botOwes(session.state.view!);
  };

  test("to words, until it replied to them", () => {
    expect(owes(said("a", "Hello"))).toBe(true);
  });
  test("not once it replied", () => {
    expect(owes(said("a", "Hello"), replied(2))).toBe(false);
  });
  test("to the newest words, whatever it said before", () => {
    expect(owes(said("a", "Hello"), replied(2), said("b", "And?"))).toBe(true);
  });
  test("not after the conversation went to people", () => {
    expect(owes(said("a", "Hello"), asked)).toBe(false);
  });
  test("not to words for the person, said while waiting", () => {
    expect(owes(asked, said("a", "Hello"))).toBe(false);
  });
  test("but to words for the bot, said while waiting", () => {
    expect(owes(asked, said("a", "Hello", { ask_bot: true }))).toBe(true);
  });
  test("not to what was said to the person before they handed back", () => {
    expect(
      owes(asked, { kind: "assigned", agent }, said("a", "Hi"), { kind: "handed_back", agent }),
    ).toBe(false);
  });
});

describe("leaving a message", () => {
  const contact = { channel: "email", value: "mina@example.com" } as const;
  const left = (id: string): Event => ({
    kind: "message_left",
    id,
    text: "Call me",
    contact,
    promised_at: 9_000,
  });
  const wait = (): void => {
    session.start();
    welcome(C, 2);
    entry(1, started());
    entry(2, asked);
    world.server.say({ ...PLACE, conversation: C });
  };
  const PLACE = {
    type: "waiting",
    conversation: C,
    position: 1,
    since: 1_000,
    agents_online: 1,
    opens_at: null,
    soonest: null,
    latest: null,
    answer_by: 9_000,
    offered: true,
  } as const;

  test("is on its way until the gateway has it, and then a ticket", () => {
    wait();
    session.leaveMessage("Call me", contact);
    expect(session.state.asked.leave_message).toBe("sending");
    expect(sent("leave_message")).toMatchObject([{ text: "Call me", contact }]);
    const id = lastId("leave_message");
    entry(3, left(id));
    world.server.say({ type: "ack", id, conversation: C, seq: 3 });
    expect(session.state.asked.leave_message).toBeUndefined();
    expect(session.state.view?.stage).toBe("ticket");
    expect(session.state.waiting).toMatchObject({ position: 1 });
  });

  test("that is refused says so, and one on its way survives a reload", () => {
    wait();
    session.leaveMessage("Call me", contact);
    expect(memory.pending).toMatchObject([{ type: "leave_message" }]);
    const id = lastId("leave_message");
    world.server.say({ type: "error", code: "refused", message: "", id, retry_after: null });
    expect(session.state.asked.leave_message).toBe("refused");
    expect(memory.pending).toEqual([]);
  });

  test("leaves the bot to answer, and what it owed before it owes no more", () => {
    wait();
    entry(3, said("s_0000001", "And the price?", { ask_bot: true }));
    expect(botOwes(session.state.view!)).toBe(true);
    entry(4, left("m_0000001"));
    expect(botOwes(session.state.view!)).toBe(false);
    entry(5, said("s_0000002", "And returns?"));
    expect(botOwes(session.state.view!)).toBe(true);
  });
});

describe("with a person", () => {
  const talk = (): void => {
    session.start();
    welcome(C, 3);
    entry(1, started());
    entry(2, asked);
    entry(3, { kind: "assigned", agent });
  };

  test("what was seen is told once a number, and anew after a reconnect", () => {
    talk();
    session.markRead();
    session.markRead();
    expect(sent("read")).toEqual([{ type: "read", conversation: C, seq: 3 }]);
    entry(4, { kind: "agent_said", id: "r_0000001", text: "Hello", agent });
    session.markRead();
    expect(sent("read")).toHaveLength(2);
  });

  test("what the bot said is read without a word", () => {
    session.start();
    welcome(C, 1);
    entry(1, started());
    session.markRead();
    expect(sent("read")).toEqual([]);
  });

  test("the furthest that the person has seen counts", () => {
    talk();
    world.server.say({ type: "was_read", conversation: C, who: "agent", seq: 3 });
    world.server.say({ type: "was_read", conversation: C, who: "agent", seq: 2 });
    world.server.say({ type: "was_read", conversation: C, who: "customer", seq: 9 });
    expect(session.state.seen).toBe(3);
  });

  test("nobody is writing any more once somebody else has the conversation", () => {
    talk();
    world.server.say({ type: "typing", conversation: C, who: "agent" });
    expect(session.state.typing).toBe("agent");
    entry(4, { kind: "transferred", agent, to_agent: { name: "Hana" }, to_queue: null });
    expect(session.state.typing).toBeNull();
    world.server.say({ type: "typing", conversation: C, who: "agent" });
    entry(5, { kind: "assigned", agent: { name: "Hana" } });
    expect(session.state.typing).toBeNull();
  });

  test("consent is asked for once, and a refusal can be answered again", () => {
    talk();
    entry(4, { kind: "hand_back_offered", agent, recap: "Friday" });
    session.answerHandBack(true);
    session.answerHandBack(false);
    expect(sent("answer_hand_back")).toMatchObject([{ agree: true }]);
    const id = lastId("answer_hand_back");
    world.server.say({ type: "error", code: "refused", message: "", id, retry_after: null });
    session.answerHandBack(false);
    expect(sent("answer_hand_back")).toHaveLength(2);
  });

  test("what is known is asked for while it is looked at, also after a reconnect", () => {
    talk();
    session.watchFile(true);
    expect(sent("read_case")).toHaveLength(1);
    world.server.break(1006);
    world.pass(30_000);
    welcome(C, 3);
    expect(sent("read_case")).toHaveLength(1);
    session.watchFile(false);
    world.server.break(1006);
    world.pass(30_000);
    welcome(C, 3);
    expect(sent("read_case")).toEqual([]);
  });
});

describe("the wish to begin with a person", () => {
  test("shows at once, and a refused one springs back", () => {
    session.start();
    welcome(C, 1);
    entry(1, started());
    session.setPeopleFirst(true);
    expect(session.state.peopleFirst).toBe(true);
    const id = lastId("set_preference");
    world.server.say({ type: "error", code: "refused", message: "", id, retry_after: null });
    expect(session.state.peopleFirst).toBeNull();
    session.setPeopleFirst(true);
    entry(2, { kind: "preference_set", people_first: true });
    expect([session.state.peopleFirst, session.state.view?.peopleFirst]).toEqual([null, true]);
  });
});
