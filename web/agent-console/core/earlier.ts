/** A customer's earlier conversations, as the gateway lists and gives them. Pure. */

import type { Entry, Locale } from "../../shared/frames.ts";
import { append, newLog, type Log } from "./log.ts";

/** One row of the list. Times in milliseconds since 1970. */
export interface Earlier {
  readonly id: string;
  readonly opened: number;
  readonly closed: number;
  readonly locale: Locale;
  readonly question: string;
  readonly agents: readonly string[];
  readonly disposition: string | null;
  /** How many answers the customer said helped, and did not. */
  readonly helpful: number;
  readonly unhelpful: number;
}

/** A whole conversation from its entries, to be read and not followed. */
export function logOf(conversation: string, entries: readonly Omit<Entry, "type" | "conversation">[]): Log {
  return entries.reduce(
    (log, entry) => append(log, { type: "entry", conversation, ...entry }).log,
    newLog(conversation),
  );
}
