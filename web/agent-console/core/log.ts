/**
 * One followed conversation: its entries, the shared view they add up to, and what only agents need to know.
 *
 * Entries are kept as they came because the console shows more of them than the widget does (page moves).
 */

import type { Entry } from "../../shared/frames.ts";
import { follow, unseen, type View } from "../../shared/reducer.ts";

export interface Log {
  readonly view: View;
  readonly entries: readonly Entry[];
  readonly extra: Extra;
  /** The highest number heard of; above `view.version` while entries are missing. */
  readonly known: number;
  /** The number from which missing entries were asked for; null when nothing was asked since the last welcome. */
  readonly asked: number | null;
}

export interface Extra {
  readonly continues: string | null;
  /** Milliseconds since 1970, as all times here. */
  readonly startedAt: number | null;
  /** When a person first spoke after the last request. */
  readonly answeredAt: number | null;
  /** Number of the last `assigned`: what was said before it is no news to the agent. */
  readonly assignedSeq: number;
  readonly lastText: string;
  readonly lastFrom: "customer" | "bot" | "agent" | "none";
  readonly disposition: string | null;
}

const NOTHING: Extra = {
  continues: null,
  startedAt: null,
  answeredAt: null,
  assignedSeq: 0,
  lastText: "",
  lastFrom: "none",
  disposition: null,
};

/** A conversation that is followed, and of which nothing came yet. */
export function newLog(conversation: string): Log {
  return { view: unseen(conversation), entries: [], extra: NOTHING, known: 0, asked: null };
}

/** The log after an entry of its conversation, and whether something before that entry is missing. */
export function append(log: Log, entry: Entry): { readonly log: Log; readonly gap: boolean } {
  const { view, gap } = follow(log.view, entry);
  const heard = { ...log, known: Math.max(log.known, entry.seq) };
  if (view === log.view) return { log: heard, gap };
  return {
    log: { ...heard, view, entries: [...log.entries, entry], extra: learn(log.extra, entry) },
    gap,
  };
}

/** Whether every entry heard of is there, so that the view is the conversation as it is. */
export function isWhole(log: Log): boolean {
  return log.view.version > 0 && log.view.version >= log.known;
}

function learn(extra: Extra, { event, seq, at }: Entry): Extra {
  switch (event.kind) {
    case "started":
      return { ...extra, continues: event.continues, startedAt: at };
    case "customer_said":
      return { ...extra, lastText: event.text, lastFrom: "customer" };
    case "message_left":
      return { ...extra, lastText: event.text, lastFrom: "customer" };
    case "agent_said":
      return {
        ...extra,
        lastText: event.text,
        lastFrom: "agent",
        answeredAt: extra.answeredAt ?? at,
      };
    case "bot_replied": {
      const reply = event.replies.at(-1);
      return reply ? { ...extra, lastText: reply.text, lastFrom: "bot" } : extra;
    }
    case "handoff_requested":
      return { ...extra, answeredAt: null };
    case "assigned":
      return { ...extra, assignedSeq: seq };
    case "wrapped_up":
      return { ...extra, disposition: event.disposition };
    default:
      return extra;
  }
}
