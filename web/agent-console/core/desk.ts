/**
 * The agent's desk as one pure reducer: `update(state, action)` gives the next state and the frames to send.
 *
 * What is shown comes only from here. The desk follows its own conversations and the one on screen; entries
 * that are missing are asked for again from the last number, so that any loss, doubling or disorder on the
 * way ends in the same view. No clock, no socket, no storage: the shell hands those in as actions.
 */

import type {
  Ack,
  AgentCard,
  AgentIn,
  AgentOut,
  CaseFile,
  ConversationCard,
  Entry,
  ErrorCode,
  ErrorFrame,
  PresenceStatus,
  QueueName,
  Tip,
} from "../../shared/frames.ts";
import { append, isWhole, newLog, type Log } from "./log.ts";

/** A frame that changes something: it has an id and is answered by an `ack` or an `error`. */
export type Request = Extract<AgentOut, { id: string }>;
/** What an agent writes: for the customer, or for colleagues only. It is never lost, whatever is refused. */
export type Words = Extract<Request, { type: "reply" | "note" }>;
export type Writing = Words["type"];

export interface Pending {
  readonly frame: Request;
  readonly at: number;
  /** Number under which words were kept, once it was; its entry is on the way. */
  readonly seq: number | null;
  /** What is to be sent once this was kept. */
  readonly then: Request | null;
  /** Why it was not accepted; only words stay after that, so that none are lost. */
  readonly failed: ErrorCode | null;
}

/** Where an error is told: beside what it is about. */
export type Place = "queue" | "conversation" | "desk";

export interface Notice {
  readonly place: Place;
  /** The conversation it is about; null when it is about none. */
  readonly conversation: string | null;
  readonly code: ErrorCode;
  readonly about: Request["type"] | null;
  /** Why an accept was refused, where the desk itself can tell. */
  readonly because: "away" | "full" | null;
}

export interface Desk {
  /** Whether the first picture of the desk has come since the page was loaded. */
  readonly ready: boolean;
  readonly me: AgentCard | null;
  readonly email: string | null;
  /** The presence the agent chose here; null before a choice. */
  readonly presence: PresenceStatus | null;
  readonly capacity: number;
  readonly queue: readonly ConversationCard[];
  readonly mine: readonly ConversationCard[];
  /** Conversations whose customer has the chat open. */
  readonly here: readonly string[];
  readonly queues: readonly QueueName[];
  readonly agents: readonly AgentCard[];
  /** What I have that I did not take: it was given to me. */
  readonly given: Readonly<Record<string, true>>;
  /** What I took last. */
  readonly accepted: string | null;
  readonly files: Readonly<Record<string, CaseFile>>;
  /** Number up to which each customer has read. */
  readonly seen: Readonly<Record<string, number>>;
  /** Cards of followed conversations that are in neither list. */
  readonly cards: Readonly<Record<string, ConversationCard>>;
  readonly logs: Readonly<Record<string, Log>>;
  readonly selected: string | null;
  /** Whether the agent looks at the page. */
  readonly attentive: boolean;
  /** Number up to which each conversation was read. */
  readonly read: Readonly<Record<string, number>>;
  readonly drafts: Readonly<Record<string, string>>;
  /** Notes that are being written. */
  readonly notes: Readonly<Record<string, string>>;
  /** Conversations in which the customer is writing. */
  readonly typing: Readonly<Record<string, true>>;
  readonly pending: readonly Pending[];
  readonly notices: readonly Notice[];
}

/** What a tab remembers over a reload. */
export interface Memory {
  readonly presence: PresenceStatus | null;
  readonly selected: string | null;
  readonly read: Readonly<Record<string, number>>;
  readonly drafts: Readonly<Record<string, string>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly unsent: readonly { readonly frame: Words; readonly at: number }[];
}

export const NOTHING_REMEMBERED: Memory = {
  presence: null,
  selected: null,
  read: {},
  drafts: {},
  notes: {},
  unsent: [],
};

export type Action =
  | { readonly type: "frame"; readonly frame: AgentIn }
  | { readonly type: "select"; readonly conversation: string | null }
  | { readonly type: "attention"; readonly attentive: boolean }
  | { readonly type: "presence"; readonly status: PresenceStatus }
  | {
      readonly type: "draft";
      readonly of: Writing;
      readonly conversation: string;
      readonly text: string;
    }
  /** Something is asked of the gateway, and `then`, if given, once that was kept. */
  | {
      readonly type: "request";
      readonly frame: Request;
      readonly at: number;
      readonly then?: Request;
    }
  /** A reply that was not accepted is sent again, with its id. */
  | { readonly type: "retry"; readonly id: string }
  /** A reply that was not accepted goes back into the composer. */
  | { readonly type: "take_back"; readonly id: string }
  | { readonly type: "typing_stopped"; readonly conversation: string }
  | { readonly type: "dismiss"; readonly notice: Notice }
  /** Asks again for everything that is followed, after an `open` was not answered. */
  | { readonly type: "resync" };

export interface Update {
  readonly desk: Desk;
  readonly send: readonly AgentOut[];
}

/** The desk of a page that was just loaded. */
export function newDesk(memory: Memory): Desk {
  return {
    ready: false,
    me: null,
    email: null,
    presence: memory.presence,
    capacity: 0,
    queue: [],
    mine: [],
    here: [],
    queues: [],
    agents: [],
    given: {},
    accepted: null,
    files: {},
    seen: {},
    cards: {},
    logs: {},
    selected: memory.selected,
    attentive: true,
    read: memory.read,
    drafts: memory.drafts,
    notes: memory.notes,
    typing: {},
    pending: memory.unsent.map(({ frame, at }) => asking(frame, at)),
    notices: [],
  };
}

/** What the tab must remember of this desk. */
export function remember(desk: Desk): Memory {
  return {
    presence: desk.presence,
    selected: desk.selected,
    read: desk.read,
    drafts: desk.drafts,
    notes: desk.notes,
    unsent: desk.pending.flatMap(({ frame, at, seq }) =>
      isWords(frame) && seq === null ? [{ frame, at }] : [],
    ),
  };
}

/** The desk after an action, and what must be sent because of it. */
export function update(desk: Desk, action: Action): Update {
  const step = act(desk, action);
  const followed = reconcile(step.desk);
  const read = markRead(followed.desk);
  return { desk: read.desk, send: [...step.send, ...followed.send, ...read.send] };
}

function act(desk: Desk, action: Action): Update {
  switch (action.type) {
    case "frame":
      return receive(desk, action.frame);
    case "select":
      return still({ ...desk, selected: action.conversation });
    case "attention":
      return still({ ...desk, attentive: action.attentive });
    case "presence":
      return {
        desk: {
          ...desk,
          presence: action.status,
          me: desk.me && { ...desk.me, status: action.status },
        },
        send: [{ type: "presence", status: action.status }],
      };
    case "draft":
      return still(withDraft(desk, action.of, action.conversation, action.text));
    case "request":
      return request(desk, asking(action.frame, action.at, action.then));
    case "retry":
      return retry(desk, action.id);
    case "take_back":
      return takeBack(desk, action.id);
    case "typing_stopped":
      return still({ ...desk, typing: without(desk.typing, action.conversation) });
    case "dismiss":
      return still({ ...desk, notices: desk.notices.filter((one) => one !== action.notice) });
    case "resync":
      return still(desk, Object.values(desk.logs).map(openFrom));
  }
}

// --- frames of the gateway ----------------------------------------------------------------------

function receive(desk: Desk, frame: AgentIn): Update {
  switch (frame.type) {
    case "welcome": {
      // The gateway knows nothing of what the last socket followed, nor which presence was chosen here.
      const logs = Object.values(desk.logs).map((log) => ({ ...log, asked: log.view.version }));
      const chosen = desk.presence !== null && desk.presence !== frame.agent.status;
      const status = desk.presence ?? frame.agent.status;
      return {
        desk: {
          ...desk,
          me: { ...frame.agent, status },
          email: frame.email,
          capacity: frame.capacity,
          logs: Object.fromEntries(logs.map((log) => [log.view.conversation, log])),
          typing: {},
        },
        send: [
          ...(chosen && desk.presence
            ? [{ type: "presence", status: desk.presence } as const]
            : []),
          ...logs.map(openFrom),
          ...(desk.selected === null ? [] : readSign(desk, desk.selected)),
        ],
      };
    }
    case "desk": {
      const { queue, here, agents, capacity } = frame;
      // By the customer's request: an order of its own, in which nothing moves while messages come.
      const mine = [...frame.mine].sort((one, other) => one.since - other.since);
      const found = agents.find((agent) => agent.id === desk.me?.id) ?? desk.me;
      // A picture made before the agent's choice reached the gateway must not undo it on screen.
      const me = found && { ...found, status: desk.presence ?? found.status };
      const given = givenIn(desk, mine);
      // Opened by itself only where nothing is on screen: nobody is torn from what they do.
      const [first] = Object.keys(given).filter((id) => !desk.given[id]);
      return still({
        ...desk,
        ready: true,
        queue,
        mine,
        here,
        queues: frame.queues ?? [],
        agents,
        given,
        accepted: hasLeft(desk.accepted, desk.mine, mine) ? null : desk.accepted,
        capacity,
        me,
        selected: desk.selected ?? first ?? null,
      });
    }
    case "opened": {
      const { card } = frame;
      const log = desk.logs[card.conversation];
      if (!log) return still(desk);
      return still({
        ...desk,
        cards: { ...desk.cards, [card.conversation]: card },
        logs: withLog(desk, { ...log, known: Math.max(log.known, card.version) }),
      });
    }
    case "entry":
      return enter(desk, frame);
    case "tip":
      return tip(desk, frame);
    case "start_fresh":
      return startFresh(desk, frame.conversation, frame.version);
    case "case": {
      if (!desk.logs[frame.conversation]) return still(desk);
      return still({ ...desk, files: { ...desk.files, [frame.conversation]: frame } });
    }
    case "was_read": {
      const { conversation, who, seq } = frame;
      if (who !== "customer" || !desk.logs[conversation]) return still(desk);
      const furthest = Math.max(seq, desk.seen[conversation] ?? 0);
      return still({ ...desk, seen: { ...desk.seen, [conversation]: furthest } });
    }
    case "typing": {
      if (frame.who !== "customer" || !desk.logs[frame.conversation]) return still(desk);
      return still({ ...desk, typing: { ...desk.typing, [frame.conversation]: true } });
    }
    case "ack":
      return acknowledge(desk, frame);
    case "error":
      return fail(desk, frame);
  }
}

function enter(desk: Desk, entry: Entry): Update {
  const before = desk.logs[entry.conversation];
  if (!before) return still(desk);
  const { log, gap } = append(before, entry);
  // Asked once a number: if the answer is lost too, the next `tip` asks again. Without this, a gateway that
  // always dropped one entry would be asked for it without end.
  const ask = gap && log.asked !== log.view.version;
  const applied = log.view !== before.view;
  const speaks = applied && entry.event.kind === "customer_said";
  return {
    desk: {
      ...desk,
      logs: withLog(desk, ask ? { ...log, asked: log.view.version } : log),
      typing: speaks ? without(desk.typing, entry.conversation) : desk.typing,
      pending: applied ? desk.pending.filter((one) => !isArrived(one, log)) : desk.pending,
    },
    send: ask ? [openFrom(log)] : [],
  };
}

function tip(desk: Desk, frame: Tip): Update {
  const log = desk.logs[frame.conversation];
  if (!log || frame.version <= log.view.version) return still(desk);
  const behind = { ...log, known: Math.max(log.known, frame.version), asked: log.view.version };
  return { desk: { ...desk, logs: withLog(desk, behind) }, send: [openFrom(log)] };
}

/** The log we have stands no more: it comes again from its beginning, or is gone for good. */
function startFresh(desk: Desk, conversation: string, version: number): Update {
  if (!desk.logs[conversation]) return still(desk);
  const fresh = {
    ...desk,
    logs: withLog(desk, { ...newLog(conversation), known: version, asked: 0 }),
    read: without(desk.read, conversation),
    seen: without(desk.seen, conversation),
    files: without(desk.files, conversation),
  };
  if (version > 0 || desk.selected !== conversation) return still(fresh);
  const cards = without(fresh.cards, conversation);
  return still({ ...fresh, cards, selected: null, notices: [...desk.notices, NOT_THERE] });
}

function acknowledge(desk: Desk, ack: Ack): Update {
  const done = desk.pending.find((one) => one.frame.id === ack.id);
  if (!done) return still(desk);
  const rest = desk.pending.filter((one) => one !== done);
  switch (done.frame.type) {
    case "reply":
    case "note": {
      const kept = { ...done, seq: ack.seq, failed: null };
      const log = desk.logs[ack.conversation];
      const arrived = log !== undefined && isArrived(kept, log);
      return still({
        ...desk,
        pending: arrived ? rest : desk.pending.map((one) => (one === done ? kept : one)),
      });
    }
    case "accept":
      return still({
        ...desk,
        pending: rest,
        selected: ack.conversation,
        accepted: ack.conversation,
        given: without(desk.given, ack.conversation),
      });
    case "wrap_up":
      return still({ ...desk, pending: rest, drafts: without(desk.drafts, ack.conversation) });
    default: {
      if (done.then === null) return still({ ...desk, pending: rest });
      const next = asking(done.then, done.at);
      return { desk: { ...desk, pending: [...rest, next] }, send: [next.frame] };
    }
  }
}

function fail(desk: Desk, error: ErrorFrame): Update {
  const failed = desk.pending.find((one) => one.frame.id === error.id);
  if (!failed) return failUnnamed(desk, error);
  const { frame } = failed;
  if (isWords(frame)) {
    return still({
      ...desk,
      pending: desk.pending.map((one) => (one === failed ? { ...one, failed: error.code } : one)),
    });
  }
  const notice: Notice = {
    place: frame.type === "accept" ? "queue" : "conversation",
    conversation: frame.conversation ?? null,
    code: error.code,
    about: frame.type,
    because:
      frame.type !== "accept"
        ? null
        : desk.me?.status !== "online"
          ? "away"
          : isFull(desk)
            ? "full"
            : null,
  };
  return still({
    ...desk,
    pending: desk.pending.filter((one) => one !== failed),
    notices: [...desk.notices.filter((one) => !isSameMatter(one, notice)), notice],
  });
}

/** An error without id answers an `open`, or something of which the desk keeps no track (typing). */
function failUnnamed(desk: Desk, error: ErrorFrame): Update {
  if (error.code !== "not_found") return still(desk);
  const { selected } = desk;
  const unknown =
    selected !== null && !desk.cards[selected] && cardIn(desk, selected) === undefined;
  if (!unknown) return still(desk);
  return still({ ...desk, selected: null, notices: [...desk.notices, NOT_THERE] });
}

const NOT_THERE: Notice = {
  place: "desk",
  conversation: null,
  code: "not_found",
  about: null,
  because: null,
};

// --- the agent ----------------------------------------------------------------------------------

function request(desk: Desk, wish: Pending): Update {
  const { frame } = wish;
  const target = frame.conversation ?? null;
  const underway = desk.pending.some(
    (one) => one.frame.type === frame.type && (one.frame.conversation ?? null) === target,
  );
  // A second press while the first is on its way is the same wish; all words are wishes of their own.
  if (underway && !isWords(frame)) return still(desk);
  const pending = [...desk.pending, wish];
  // A new try makes what was said of the last one past.
  const notices = desk.notices.filter((one) =>
    frame.type === "accept" ? one.place === "conversation" : one.conversation !== target,
  );
  const next = { ...desk, pending, notices };
  const written = isWords(frame) ? withDraft(next, frame.type, frame.conversation, "") : next;
  return { desk: written, send: [frame] };
}

function retry(desk: Desk, id: string): Update {
  const failed = desk.pending.find((one) => one.frame.id === id && one.failed !== null);
  if (!failed) return still(desk);
  const pending = desk.pending.map((one) => (one === failed ? { ...one, failed: null } : one));
  return { desk: { ...desk, pending }, send: [failed.frame] };
}

function takeBack(desk: Desk, id: string): Update {
  const failed = desk.pending.find((one) => one.frame.id === id && one.failed !== null);
  if (failed === undefined || !isWords(failed.frame)) return still(desk);
  const { type, conversation, text } = failed.frame;
  const draft = (type === "reply" ? desk.drafts : desk.notes)[conversation];
  const without = { ...desk, pending: desk.pending.filter((one) => one !== failed) };
  return still(withDraft(without, type, conversation, draft ? `${text}\n${draft}` : text));
}

// --- what follows from any change ---------------------------------------------------------------

/** Follows what is the agent's own or on screen, and leaves the rest. */
function reconcile(desk: Desk): Update {
  if (desk.me === null) return still(desk);
  const wanted = new Set(desk.mine.map((card) => card.conversation));
  if (desk.selected !== null) wanted.add(desk.selected);
  const opened = [...wanted]
    .filter((id) => !desk.logs[id])
    .map((id) => ({ ...newLog(id), asked: 0 }));
  const left = Object.keys(desk.logs).filter((id) => !wanted.has(id));
  if (opened.length === 0 && left.length === 0) return still(desk);
  const keep = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => wanted.has(id)));
  return {
    desk: {
      ...desk,
      logs: {
        ...keep(desk.logs),
        ...Object.fromEntries(opened.map((log) => [log.view.conversation, log])),
      },
      cards: keep(desk.cards),
      files: keep(desk.files),
      seen: keep(desk.seen),
      typing: keep(desk.typing),
    },
    send: [
      ...left.map((conversation) => ({ type: "leave", conversation }) as const),
      ...opened.map(openFrom),
    ],
  };
}

/** What is on screen is read; the customer is told of what the agent has of theirs. */
function markRead(desk: Desk): Update {
  const { selected } = desk;
  if (!desk.attentive || selected === null) return still(desk);
  const log = desk.logs[selected];
  // Not before all of it is there: a log that loads is not told entry by entry.
  if (!log || !isWhole(log) || log.view.version <= (desk.read[selected] ?? 0)) return still(desk);
  const read = { ...desk, read: { ...desk.read, [selected]: log.view.version } };
  return still(read, readSign(read, selected));
}

function readSign(desk: Desk, conversation: string): AgentOut[] {
  const seq = desk.read[conversation];
  const isMine = desk.mine.some((card) => card.conversation === conversation);
  return seq !== undefined && isMine ? [{ type: "read", conversation, seq }] : [];
}

/** Whether what I took is mine no more: should it come back, then not because I took it. */
function hasLeft(
  id: string | null,
  before: readonly ConversationCard[],
  after: readonly ConversationCard[],
): boolean {
  const isIn = (cards: readonly ConversationCard[]): boolean =>
    cards.some((card) => card.conversation === id);
  return isIn(before) && !isIn(after);
}

/** Which of my conversations I did not take; those of the first picture were mine before. */
function givenIn(desk: Desk, mine: readonly ConversationCard[]): Readonly<Record<string, true>> {
  const before = new Set(desk.mine.map((card) => card.conversation));
  const takes = desk.pending.some(({ frame }) => frame.type === "accept");
  const isGiven = (id: string): boolean =>
    before.has(id)
      ? desk.given[id] === true
      : desk.ready && !takes && desk.accepted !== id;
  return Object.fromEntries(
    mine.flatMap(({ conversation: id }) => (isGiven(id) ? [[id, true] as const] : [])),
  );
}

// --- small parts --------------------------------------------------------------------------------

function still(desk: Desk, send: readonly AgentOut[] = []): Update {
  return { desk, send };
}

function asking(frame: Request, at: number, then: Request | null = null): Pending {
  return { frame, at, then, seq: null, failed: null };
}

function openFrom(log: Log): AgentOut {
  return { type: "open", conversation: log.view.conversation, after: log.view.version };
}

function withLog(desk: Desk, log: Log): Readonly<Record<string, Log>> {
  return { ...desk.logs, [log.view.conversation]: log };
}

function withDraft(desk: Desk, of: Writing, conversation: string, text: string): Desk {
  const change = (drafts: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    text === "" ? without(drafts, conversation) : { ...drafts, [conversation]: text };
  return of === "reply"
    ? { ...desk, drafts: change(desk.drafts) }
    : { ...desk, notes: change(desk.notes) };
}

function isWords(frame: Request): frame is Words {
  return frame.type === "reply" || frame.type === "note";
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (!(key in record)) return record;
  const { [key]: _gone, ...rest } = record;
  return rest;
}

/** Whether pending words stand in the log: under its own id, or under the number it was kept as. */
function isArrived({ frame, seq }: Pending, log: Log): boolean {
  if (!isWords(frame) || frame.conversation !== log.view.conversation) return false;
  if (seq !== null) return log.view.version >= seq;
  return log.entries.some(
    ({ event }) =>
      (event.kind === "agent_said" || event.kind === "note_added") && event.id === frame.id,
  );
}

function isFull(desk: Desk): boolean {
  return (desk.me?.load ?? 0) >= desk.capacity;
}

function isSameMatter(one: Notice, other: Notice): boolean {
  return one.place === other.place && one.conversation === other.conversation;
}

/** The card of a conversation in one of the agent's two lists. */
export function cardIn(desk: Desk, conversation: string): ConversationCard | undefined {
  return [...desk.mine, ...desk.queue].find((card) => card.conversation === conversation);
}
