/** The transcript as lines to show: days, system lines and messages, grouped by who speaks. Pure. */

import type { BotReply, Entry, Event } from "../../shared/frames.ts";

export interface DayLine {
  readonly kind: "day";
  readonly key: string;
  readonly at: number;
}

export interface SystemLine {
  readonly kind: "system";
  readonly key: string;
  readonly at: number;
  readonly event: Event;
  /** Whether the reading agent did it. */
  readonly mine: boolean;
}

export interface MessageLine {
  readonly kind: "message";
  readonly key: string;
  readonly at: number;
  readonly from: "customer" | "bot" | "agent";
  readonly mine: boolean;
  /** The agent's name; null for others. */
  readonly name: string | null;
  readonly text: string;
  /** Number of its entry; null while it is on its way. */
  readonly seq: number | null;
  /** For colleagues: the customer never sees it. */
  readonly note: boolean;
  /** The bot's reply with its source and choices; null for people. */
  readonly reply: BotReply | null;
  /** Whether the customer said that the bot's answer helped; null when they did not say. */
  readonly helped: boolean | null;
  /** The customer pressed one of the bot's buttons. */
  readonly choice: boolean;
  /** The waiting customer meant these words for the bot. */
  readonly askBot: boolean;
  /** First and last of a run of messages of the same voice. */
  readonly first: boolean;
  readonly last: boolean;
}

export type Line = DayLine | SystemLine | MessageLine;

/** What is shown as messages alone, with no line of its own. */
const MESSAGES: ReadonlySet<Event["kind"]> = new Set([
  "customer_said",
  "bot_replied",
  "agent_said",
  "note_added",
]);

/** Messages of one voice further apart than this are not one run. Milliseconds. */
const RUN = 3 * 60_000;

type Voice = Omit<MessageLine, "first" | "last">;

/**
 * The lines of a transcript, in order.
 *
 * @param entries in order of their numbers.
 * @param me id of the agent who reads.
 */
export function lines(entries: readonly Entry[], me: string | null): Line[] {
  const result: Line[] = [];
  const ratings = ratingsIn(entries);
  let day = "";
  for (const entry of entries) {
    if (entry.event.kind === "answer_rated") continue; // shown at the answer
    const today = new Date(entry.at).toDateString();
    if (today !== day) {
      day = today;
      result.push({ kind: "day", key: `day-${entry.seq}`, at: entry.at });
    }
    if (!MESSAGES.has(entry.event.kind)) result.push(system(entry, me));
    for (const voice of said(entry, me, ratings)) {
      const before = result.at(-1);
      const joins = before?.kind === "message" && sameRun(before, voice);
      if (joins) result[result.length - 1] = { ...before, last: false };
      result.push({ ...voice, first: !joins, last: true });
    }
  }
  return result;
}

function sameRun(before: MessageLine, next: Voice): boolean {
  return (
    before.from === next.from &&
    before.mine === next.mine &&
    before.note === next.note &&
    before.name === next.name &&
    next.at - before.at <= RUN
  );
}

function system(entry: Entry, me: string | null): SystemLine {
  const { event, seq, at } = entry;
  const mine = "agent" in event && event.agent.id !== undefined && event.agent.id === me;
  return { kind: "system", key: `s-${seq}`, at, event, mine };
}

/** The last word on each answer, by the number of its entry and its id in the FAQ. */
type Ratings = ReadonlyMap<string, boolean>;

function ratingsIn(entries: readonly Entry[]): Ratings {
  const found = new Map<string, boolean>();
  for (const { event } of entries) {
    if (event.kind === "answer_rated") found.set(`${event.seq}:${event.entry}`, event.helpful);
  }
  return found;
}

/** The messages in an entry. */
function said({ event, seq, at }: Entry, me: string | null, ratings: Ratings): Voice[] {
  const plain = {
    kind: "message",
    at,
    seq,
    name: null,
    note: false,
    reply: null,
    helped: null,
    mine: false,
    choice: false,
    askBot: false,
  } as const;
  switch (event.kind) {
    case "customer_said":
      return [
        {
          ...plain,
          key: `m-${seq}`,
          from: "customer",
          text: event.text,
          choice: event.choice !== null,
          askBot: event.ask_bot,
        },
      ];
    case "message_left":
      return [{ ...plain, key: `m-${seq}`, from: "customer", text: event.text }];
    case "agent_said":
    case "note_added":
    case "transferred": {
      const note = event.kind !== "agent_said";
      const text = event.kind === "transferred" ? event.note : event.text;
      if (!text) return [];
      return [
        {
          ...plain,
          key: `m-${seq}`,
          from: "agent",
          mine: event.agent.id !== undefined && event.agent.id === me,
          name: event.agent.name,
          text,
          note,
        },
      ];
    }
    case "bot_replied":
      return event.replies.map((reply, index, all) => {
        const { id } = reply.source;
        // An answer may come in several bubbles; what was said of it stands at the last.
        const ends = !all.slice(index + 1).some((later) => later.source.id === id);
        return {
          ...plain,
          key: `m-${seq}-${index}`,
          from: "bot" as const,
          text: reply.text,
          reply,
          helped: ends ? (ratings.get(`${seq}:${id}`) ?? null) : null,
        };
      });
    default:
      return [];
  }
}

/** The newest of the agent's own messages to the customer, by its key; null when there is none. */
export function newestOwn(all: readonly Line[]): string | null {
  const own = all.findLast((line) => line.kind === "message" && line.mine && !line.note);
  return own?.key ?? null;
}
