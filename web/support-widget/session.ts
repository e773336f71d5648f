/** The customer's side of the socket: what was said, what is on its way, who has the conversation. No DOM. */

import { Connection, type ConnectionOptions, type ConnectionState } from "../shared/connection.ts";
import {
  CLOSE_SIGN_IN_NEEDED,
  PROTOCOL,
  type CaseFile,
  type Contact,
  type CustomerIn,
  type CustomerOut,
  type Entry,
  type ErrorCode,
  type ErrorFrame,
  type Locale,
  type Page,
  type Rate,
  type Say,
  type Waiting,
} from "../shared/frames.ts";
import { newId } from "../shared/ids.ts";
import { follow, isBehind, unseen, type View } from "../shared/reducer.ts";
import type { Memory, Pending, Remembered } from "./memory.ts";

/** The customer's words until the log has them. */
export interface Outgoing {
  readonly frame: Say;
  readonly status: "sending" | "sent" | "failed";
  /** Why it failed. */
  readonly code: ErrorCode | null;
  /** Milliseconds since 1970, this device's clock. */
  readonly at: number;
}

/** What is asked for once at a time, and whose answer is shown where it was asked. */
type Asked = "leave_message" | "answer_hand_back" | "correct_case";

/** A rating that the log does not have yet. */
interface Rating {
  readonly frame: Rate;
  /** Its number in the log, once that is known. */
  readonly seq: number | null;
}

export interface SessionState {
  readonly connection: ConnectionState;
  /** Null before the first word. */
  readonly view: View | null;
  readonly outgoing: readonly Outgoing[];
  readonly ratings: readonly Rating[];
  /** The door was pressed, and the log does not say so yet. */
  readonly asking: "asking" | "failed" | null;
  /** Who is writing, as far as the gateway says. */
  readonly typing: "bot" | "agent" | null;
  readonly waiting: Waiting | null;
  /** What became of it: on its way, or why not; what was kept is not there. */
  readonly asked: { readonly [type in Asked]?: "sending" | ErrorCode | undefined };
  /** The wish to begin with a person, until the log has it. */
  readonly peopleFirst: boolean | null;
  /** The last entry that the person has seen. */
  readonly seen: number;
  /** What is known, as it was when the customer asked last. */
  readonly file: CaseFile | null;
  /** How far this device's clock lies behind the gateway's. Milliseconds. */
  readonly behind: number;
  readonly name: string | null;
  readonly locale: Locale;
}

export interface SessionOptions {
  readonly url: string;
  readonly memory: Memory;
  readonly locale: Locale;
  readonly page: () => Page | null;
  readonly onState: (state: SessionState) => void;
  /** Stand-ins for tests. */
  readonly connection?: Pick<
    ConnectionOptions<CustomerIn, CustomerOut>,
    "socket" | "random" | "timers" | "listen"
  >;
}

type Timer = ReturnType<typeof setTimeout>;

const LONGEST_IDENTITY = 4_000;
const TYPING_LASTS = 6_000;
const TYPING_EVERY = 3_000;
const ASK_EVERY = 1_000;
/** How often a frame that the gateway could not take just now is sent again before the customer is asked. */
const RESENDS = 4;
const RESEND_AFTER = 2_000;
/** Where the gateway tells how far a customer has read: where a person could want to know. */
const WITH_PEOPLE: readonly string[] = ["queued", "ticket", "assigned"];
/** What belongs to one conversation and to no other. */
const NO_CONVERSATION = {
  ratings: [],
  asking: null,
  typing: null,
  waiting: null,
  asked: {},
  peopleFirst: null,
  seen: 0,
  file: null,
} as const;
/** After the gateway refused even a customer without a token. */
const REFUSED_PAUSE = 30_000;

export class Session {
  readonly #options: SessionOptions;
  readonly #connection: Connection<CustomerIn, CustomerOut>;
  /** What was submitted and neither acknowledged nor finally refused, and how often it was sent again. */
  readonly #underWay = new Map<string, { readonly frame: Pending; readonly resends: number }>();
  #remembered: Remembered;
  #identity: string | null = null;
  #state: SessionState;
  /** When the missing entries were last asked for. */
  #askedAt = 0;
  readonly #timers = new Set<Timer>();
  #typingTimer: Timer | undefined;
  #toldTypingAt = 0;
  /** The last number of which the gateway was told that it was read. */
  #toldRead = 0;
  #wantsFile = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#remembered = options.memory.load();
    this.#connection = new Connection<CustomerIn, CustomerOut>({
      ...options.connection,
      url: options.url,
      hello: () => this.#hello(),
      onFrame: (frame) => this.#receive(frame),
      onState: (state) => this.#connectionIs(state),
    });
    const { conversation } = this.#remembered;
    this.#state = {
      connection: this.#connection.state,
      view: conversation === null ? null : unseen(conversation),
      ...NO_CONVERSATION,
      outgoing: [],
      behind: 0,
      name: null,
      locale: options.locale,
    };
    for (const frame of options.memory.loadPending()) this.#submit(frame);
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Whether there is something to go on with: a conversation, or words that were not sent yet. */
  get hasHistory(): boolean {
    return this.#remembered.conversation !== null || this.#connection.pending.length > 0;
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#connection.stop();
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  /** Says something; with `choice`, presses the bot's button of that id, whose label is the text. */
  say(text: string, how: { choice?: string; askBot?: boolean } = {}): void {
    this.#submit({
      type: "say",
      id: newId(),
      text,
      ...(how.choice === undefined ? {} : { choice: how.choice }),
      ...(how.askBot ? { ask_bot: true } : {}),
    });
  }

  /** Sends words that failed again, under their own id. */
  retry(id: string): void {
    const failed = this.#state.outgoing.find((outgoing) => outgoing.frame.id === id);
    if (failed === undefined) return;
    this.#submit(failed.frame);
  }

  /** Says whether an FAQ answer helped; `seq` and `entry` are those of the bot's entry and its source. */
  rate(seq: number, entry: string, helpful: boolean): void {
    const conversation = this.#state.view?.conversation;
    if (conversation === undefined || ratingOf(this.#state, seq, entry) === helpful) return;
    this.#submit({ type: "rate", id: newId(), conversation, seq, entry, helpful });
  }

  /** The door. Pressing it again while it is on its way asks once. */
  askHuman(): void {
    if (this.#state.asking !== "asking") this.#submit({ type: "ask_human", id: newId() });
  }

  cancelHandoff(): void {
    this.#submit({ type: "cancel_handoff", id: newId() });
  }

  /** Rather leaves a message than waits. */
  leaveMessage(text: string, contact: Contact): void {
    this.#submit({ type: "leave_message", id: newId(), text, contact });
  }

  /** Whether the bot may go on, when the agent has asked. */
  answerHandBack(agree: boolean): void {
    if (this.#state.asked.answer_hand_back !== "sending")
      this.#submit({ type: "answer_hand_back", id: newId(), agree });
  }

  /** Asks what is known of the conversation, now and after each reconnect, until that is not wanted any more. */
  watchFile(wanted: boolean): void {
    this.#wantsFile = wanted;
    if (wanted) this.#connection.send({ type: "read_case" });
    else this.#update({ asked: { ...this.#state.asked, correct_case: undefined } });
  }

  correctCase(field: string, value: string): void {
    this.#submit({ type: "correct_case", id: newId(), field, value });
  }

  /** Whether the next conversations begin with a person, the bot being skipped. */
  setPeopleFirst(peopleFirst: boolean): void {
    this.#submit({ type: "set_preference", id: newId(), people_first: peopleFirst });
  }

  end(): void {
    this.#submit({ type: "end", id: newId() });
  }

  /** Puts the ended conversation away; the next word begins another. */
  startAnew(): void {
    const left = this.#state.view?.conversation ?? null;
    this.#remember({ conversation: null, left, read: 0 });
    this.#update({ ...NO_CONVERSATION, view: null, outgoing: [] });
  }

  /** The customer is writing: told to the agent, not more than every three seconds. */
  typing(): void {
    const now = Date.now();
    if (this.#state.view?.stage !== "assigned" || now - this.#toldTypingAt < TYPING_EVERY) return;
    this.#toldTypingAt = now;
    this.#connection.send({ type: "typing" });
  }

  /**
   * The host website vouches for the customer with a signed token.
   *
   * @throws RangeError when it is longer than the protocol takes.
   */
  identify(identity: string): void {
    if (identity.length > LONGEST_IDENTITY) {
      const found = `it has ${identity.length} characters, at most ${LONGEST_IDENTITY} are taken`;
      throw new RangeError(`identify: ${found}; sign a token with fewer claims`);
    }
    this.#identity = identity;
    this.#connection.send({ type: "identify", identity });
  }

  setLocale(locale: Locale): void {
    if (locale === this.#state.locale) return;
    this.#update({ locale });
    this.#connection.send({ type: "set_context", locale });
  }

  setPage(page: Page): void {
    this.#connection.send({ type: "set_context", page });
  }

  /** The language the customer chose earlier; null when none. */
  get chosenLocale(): Locale | null {
    return this.#remembered.locale;
  }

  chooseLocale(locale: Locale | null): void {
    this.#remember({ locale });
  }

  /** Everything up to now was seen; where people are, they are told. */
  markRead(): void {
    const { view } = this.#state;
    if (view === null) return;
    const { conversation, version } = view;
    if (version > this.#remembered.read) this.#remember({ read: version });
    if (version <= this.#toldRead || !WITH_PEOPLE.includes(view.stage)) return;
    if (this.#connection.send({ type: "read", conversation, seq: version }))
      this.#toldRead = version;
  }

  /** Messages of bot and agents that came since the panel was last open. */
  get unread(): number {
    const items = this.#state.view?.items ?? [];
    return items.filter(
      ({ kind, seq }) => (kind === "bot" || kind === "agent") && seq > this.#remembered.read,
    ).length;
  }

  // --- out ---

  #hello(): CustomerOut {
    const { token, conversation } = this.#remembered;
    return {
      type: "hello",
      protocol: PROTOCOL,
      locale: this.#state.locale,
      token,
      identity: this.#identity,
      page: this.#options.page(),
      conversation,
      after: this.#state.view?.version ?? 0,
    };
  }

  #submit(frame: Pending, resends = 0): void {
    this.#underWay.set(frame.id, { frame, resends });
    if (frame.type === "say") {
      const outgoing: Outgoing = { frame, status: "sending", code: null, at: Date.now() };
      const others = this.#state.outgoing.filter((other) => other.frame.id !== frame.id);
      this.#update({ outgoing: [...others, outgoing] });
    }
    if (frame.type === "rate") {
      const others = this.#state.ratings.filter((other) => other.frame.id !== frame.id);
      this.#update({ ratings: [...others, { frame, seq: null }] });
    }
    if (frame.type === "ask_human") this.#update({ asking: "asking" });
    if (frame.type === "set_preference") this.#update({ peopleFirst: frame.people_first });
    if (isAsked(frame)) this.#answered(frame.type, "sending");
    this.#connection.send(frame);
    this.#keepPending();
  }

  // --- in ---

  #receive(frame: CustomerIn): void {
    switch (frame.type) {
      case "welcome":
        this.#remember({ token: frame.token });
        this.#update({ name: frame.name });
        this.#welcomed(frame.conversation, frame.version);
        this.#toldRead = 0;
        if (this.#wantsFile) this.#connection.send({ type: "read_case" });
        break;
      case "entry":
        this.#goTo(frame.conversation);
        this.#apply(frame);
        break;
      case "ack": {
        const acked = this.#acked(frame.id, frame.seq);
        // A rating may be about a conversation that was left.
        if (acked?.type !== "rate") this.#goTo(frame.conversation);
        break;
      }
      case "tip":
        this.#goTo(frame.conversation);
        this.#mind(frame.conversation, frame.version);
        this.#update({}); // it comes now and then: what is said of the wait is said anew
        break;
      case "start_fresh":
        if (this.#isShown(frame.conversation)) this.#forget();
        break;
      case "waiting":
        if (this.#isShown(frame.conversation)) this.#update({ waiting: frame });
        break;
      case "was_read":
        if (frame.who === "agent" && this.#isShown(frame.conversation))
          this.#update({ seen: Math.max(frame.seq, this.#state.seen) });
        break;
      case "case":
        if (this.#isShown(frame.conversation)) this.#update({ file: frame });
        break;
      case "typing":
        if (frame.who !== "customer" && this.#isShown(frame.conversation)) this.#writes(frame.who);
        break;
      case "error":
        this.#refused(frame);
        break;
    }
  }

  #welcomed(conversation: string | null, version: number): void {
    const { view } = this.#state;
    if (conversation === null) {
      if (view?.version === 0) this.#forget();
    } else if (view?.conversation === conversation && version < view.version) {
      // The log we saw is gone, and another grew in its place.
      this.#update({ view: unseen(conversation) });
    } else this.#goTo(conversation);
  }

  #isShown(conversation: string): boolean {
    return this.#state.view?.conversation === conversation;
  }

  /** Shows another conversation than before: the one that goes on after an end. Never one put away. */
  #goTo(conversation: string): void {
    if (this.#isShown(conversation) || conversation === this.#remembered.left) return;
    const left = this.#state.view?.conversation ?? this.#remembered.left;
    this.#remember({ conversation, left, read: 0 });
    this.#toldRead = 0;
    const { asking, asked, peopleFirst } = this.#state;
    this.#update({ ...NO_CONVERSATION, view: unseen(conversation), asking, asked, peopleFirst });
  }

  /** The gateway does not know the conversation we came for, or it is another now: its entries show it. */
  #forget(): void {
    this.#remember({ conversation: null, read: 0 });
    this.#update({ ...NO_CONVERSATION, view: null });
  }

  #apply(entry: Entry): void {
    const { view } = this.#state;
    if (view === null || view.conversation !== entry.conversation) return;
    const step = follow(view, entry);
    if (step.gap) this.#fetchMissing();
    if (step.view === view) return;
    const { event } = entry;
    const arrived = event.kind === "customer_said" ? event.id : null;
    const { stage, agent } = step.view;
    const spoke = event.kind === "bot_replied" || event.kind === "agent_said";
    const changedHands = stage !== view.stage || agent?.name !== view.agent?.name;
    const isOurs = this.#state.outgoing.some((outgoing) => outgoing.frame.id === arrived);
    this.#update({
      view: step.view,
      outgoing: this.#state.outgoing.filter((outgoing) => outgoing.frame.id !== arrived),
      ratings: this.#state.ratings.filter(({ seq }) => seq === null || seq > step.view.version),
      asking: stage === "queued" || stage === "assigned" ? null : this.#state.asking,
      waiting: stage === "queued" || stage === "ticket" ? this.#state.waiting : null,
      typing: spoke || changedHands ? null : this.#state.typing,
      peopleFirst: event.kind === "preference_set" ? null : this.#state.peopleFirst,
      behind: isOurs ? entry.at - Date.now() : this.#state.behind,
    });
  }

  /** A number was named: if ours is lower, something was missed. After the end nothing more comes for us. */
  #mind(conversation: string, version: number): void {
    const { view } = this.#state;
    if (view === null || view.conversation !== conversation || isOver(view)) return;
    if (isBehind(view, version)) this.#fetchMissing();
  }

  /** Entries come in bursts, and each of a burst shows the same gap: it is asked for once. */
  #fetchMissing(): void {
    if (Date.now() - this.#askedAt < ASK_EVERY) return;
    this.#askedAt = Date.now();
    this.#connection.greet();
  }

  #acked(id: string, seq: number): Pending | undefined {
    const frame = this.#underWay.get(id)?.frame;
    this.#underWay.delete(id);
    this.#keepPending();
    const version = this.#state.view?.version ?? 0;
    if (frame && isAsked(frame)) this.#answered(frame.type, undefined);
    this.#update({
      // Shown until its entry is here, so that the button does not spring back in between.
      ratings: this.#state.ratings.flatMap((rating) => {
        if (rating.frame.id !== id) return [rating];
        return seq > version ? [{ ...rating, seq }] : [];
      }),
      outgoing: this.#state.outgoing.map((outgoing) =>
        outgoing.frame.id === id ? { ...outgoing, status: "sent", code: null } : outgoing,
      ),
    });
    return frame;
  }

  #refused(error: ErrorFrame): void {
    const { id, code, message } = error;
    if (id === null) {
      console.warn(`handrail: the gateway answered ${code}: ${message}`);
      return;
    }
    const { frame, resends } = this.#underWay.get(id) ?? { frame: null, resends: 0 };
    if (frame && resends < RESENDS && (code === "unavailable" || code === "too_fast")) {
      const pause = (error.retry_after ?? 0) * 1000 || RESEND_AFTER;
      this.#later(pause, () => this.#submit(frame, resends + 1));
      return;
    }
    this.#underWay.delete(id);
    this.#keepPending();
    if (frame?.type === "say") {
      this.#update({
        outgoing: this.#state.outgoing.map((outgoing) =>
          outgoing.frame.id === id ? { ...outgoing, status: "failed", code } : outgoing,
        ),
      });
    } else if (frame?.type === "ask_human") {
      // Refused: somebody is asked for already, or has come. The log says which.
      this.#update({ asking: code === "refused" ? null : "failed" });
    } else if (frame?.type === "set_preference") {
      this.#update({ peopleFirst: null });
    } else if (frame && isAsked(frame)) {
      this.#answered(frame.type, code);
    } else if (frame?.type === "rate") {
      this.#update({ ratings: this.#state.ratings.filter((rating) => rating.frame.id !== id) });
    }
  }

  #answered(type: Asked, state: "sending" | ErrorCode | undefined): void {
    this.#update({ asked: { ...this.#state.asked, [type]: state } });
  }

  #writes(who: "bot" | "agent"): void {
    clearTimeout(this.#typingTimer);
    this.#typingTimer = this.#later(TYPING_LASTS, () => this.#update({ typing: null }));
    this.#update({ typing: who });
  }

  #connectionIs(connection: ConnectionState): void {
    this.#update({ connection });
    if (connection.status !== "closed" || connection.code !== CLOSE_SIGN_IN_NEEDED) return;
    if (this.#remembered.token !== null) {
      // The token is no longer good: come again as somebody new.
      this.#remember({ token: null });
      this.#connection.start();
    } else {
      this.#later(REFUSED_PAUSE, () => this.#connection.start());
    }
  }

  #remember(change: Partial<Remembered>): void {
    this.#remembered = { ...this.#remembered, ...change };
    this.#options.memory.save(this.#remembered);
  }

  #keepPending(): void {
    const isPending = (frame: CustomerOut): frame is Pending => "id" in frame;
    this.#options.memory.savePending(this.#connection.pending.filter(isPending));
  }

  /** Not after `stop()`. */
  #later(ms: number, run: () => void): Timer {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  #update(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.onState(this.#state);
  }
}

function isAsked(frame: Pending): frame is Extract<Pending, { type: Asked }> {
  return ["leave_message", "answer_hand_back", "correct_case"].includes(frame.type);
}

/** For the customer the conversation is over; what the agent still writes about it is not theirs. */
export function isOver(view: View): boolean {
  return view.stage === "wrap_up" || view.stage === "closed";
}

/** Whether an FAQ answer helped, as the customer said last; null when they did not say. */
export function ratingOf(
  { view, ratings }: Pick<SessionState, "view" | "ratings">,
  seq: number,
  entry: string,
): boolean | null {
  const underWay = ratings.findLast(
    ({ frame }) =>
      frame.conversation === view?.conversation && frame.seq === seq && frame.entry === entry,
  );
  if (underWay !== undefined) return underWay.frame.helpful;
  const item = view?.items.find((item) => item.seq === seq);
  return (item?.kind === "bot" ? item.ratings[entry] : null) ?? null;
}

/** What the customer says is for the bot: also while a message they left is to be answered. */
export function withBot({ stage }: View): boolean {
  return stage === "bot" || stage === "ticket";
}

/** Whether the bot has yet to answer the customer's last words. */
export function botOwes(view: View): boolean {
  const last = view.items.findLast((item) => item.kind === "customer");
  if (last?.kind !== "customer") return false;
  const forBot =
    withBot(view) || (view.stage === "queued" && (last.askBot || last.choice !== null));
  // A change of hands frees the bot from what it owed.
  const owner = view.items.findLast(
    (item) =>
      item.kind === "message" || (item.kind === "notice" && CHANGES_HANDS.has(item.notice.kind)),
  );
  if (!forBot || (owner !== undefined && owner.seq > last.seq)) return false;
  return !view.items.some((item) => item.kind === "bot" && item.turn === last.seq);
}

const CHANGES_HANDS = new Set([
  "handoff_requested",
  "handoff_cancelled",
  "assigned",
  "released",
  "transferred",
  "handed_back",
  "ended",
]);
