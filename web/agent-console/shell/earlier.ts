/** Asks the gateway for a customer's earlier conversations. What can go wrong comes back as null. */

import type { Entry } from "../../shared/frames.ts";
import { logOf, type Earlier } from "../core/earlier.ts";
import type { Log } from "../core/log.ts";

/** The same customer's conversations before this one, newest first. */
export async function earlierOf(conversation: string): Promise<readonly Earlier[] | null> {
  const body = await get<{ conversations: Earlier[] }>(`${path(conversation)}/earlier`);
  return body?.conversations ?? null;
}

/** The whole of a conversation, to be read. */
export async function read(conversation: string): Promise<Log | null> {
  const body = await get<{ entries: Omit<Entry, "type" | "conversation">[] }>(path(conversation));
  return body && logOf(conversation, body.entries);
}

function path(conversation: string): string {
  return `/api/conversations/${encodeURIComponent(conversation)}`;
}

async function get<T>(address: string): Promise<T | null> {
  try {
    const response = await fetch(address, { credentials: "same-origin", cache: "no-store" });
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null; // the network, or the gateway, is away
  }
}
