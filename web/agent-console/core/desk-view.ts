/** What the screen asks of the desk: pure questions, no state of their own. */

import type { AgentCard, ConversationCard, Disposition, Locale } from "../../shared/frames.ts";
import { cardIn, type Desk, type Request } from "./desk.ts";
import { isWhole } from "./log.ts";

export interface Standing {
  readonly stage: ConversationCard["stage"];
  /** The agent who reads this has it. */
  readonly mine: boolean;
  readonly agentName: string | null;
}

/** The card of a conversation, wherever the desk has one; the lists are fresher than what was opened. */
export function cardOf(desk: Desk, conversation: string): ConversationCard | null {
  return cardIn(desk, conversation) ?? desk.cards[conversation] ?? null;
}

/** Who has the conversation now: by its log once that is whole, else by its card. */
export function standingOf(desk: Desk, conversation: string): Standing | null {
  const log = desk.logs[conversation];
  if (log && isWhole(log)) {
    const { stage, agent } = log.view;
    const mine = agent?.id !== undefined && agent.id === desk.me?.id;
    return {
      stage,
      mine: mine && (stage === "assigned" || stage === "wrap_up"),
      agentName: agent?.name ?? null,
    };
  }
  const card = cardOf(desk, conversation);
  if (card === null) return null;
  const mine = desk.mine.some((one) => one.conversation === conversation);
  return { stage: card.stage, mine, agentName: card.agent_name };
}

/** How many words of the customer the agent has not seen since taking the conversation. */
export function unreadOf(desk: Desk, conversation: string): number {
  const log = desk.logs[conversation];
  if (!log) return 0;
  const seen = Math.max(desk.read[conversation] ?? 0, log.extra.assignedSeq);
  let count = 0;
  for (let index = log.entries.length - 1; index >= 0; index -= 1) {
    const entry = log.entries[index];
    if (!entry || entry.seq <= seen) break;
    if (entry.event.kind === "customer_said") count += 1;
  }
  return count;
}

/** Whether a conversation was given to the agent who has not looked at it since. */
export function isNew(desk: Desk, conversation: string): boolean {
  const since = Math.max(1, desk.logs[conversation]?.extra.assignedSeq ?? 1);
  return desk.given[conversation] === true && (desk.read[conversation] ?? 0) < since;
}

/** Whether somebody may take it. */
export function isWaiting(stage: ConversationCard["stage"] | undefined): boolean {
  return stage === "queued" || stage === "ticket";
}

/** What wants the agent: unread words in own conversations, and customers who wait. */
export function attentionCount(desk: Desk): number {
  return desk.mine.reduce(
    (sum, { conversation }) =>
      sum + unreadOf(desk, conversation) + (isNew(desk, conversation) ? 1 : 0),
    desk.queue.length,
  );
}

/** The conversation `by` places below the selected one, the queue first, as on screen; ends at the ends. */
export function neighbour(desk: Desk, by: 1 | -1): string | null {
  const ids = [...desk.queue, ...desk.mine].map((card) => card.conversation);
  const place = desk.selected === null ? -1 : ids.indexOf(desk.selected);
  if (place === -1) return (by === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, place + by))] ?? null;
}

/** Whether a request of this kind is on its way for this conversation (null: for the next in the queue). */
export function isUnderway(
  desk: Desk,
  type: Request["type"],
  conversation: string | null,
): boolean {
  return desk.pending.some(
    ({ frame, failed }) =>
      failed === null && frame.type === type && (frame.conversation ?? null) === conversation,
  );
}

/** The name of a queue in a language; its id where the desk's rules do not name it. */
export function queueName(desk: Desk, id: string, locale: Locale): string {
  return desk.queues.find((queue) => queue.id === id)?.name[locale] ?? id;
}

/** The colleagues to whom a conversation can be passed on: whoever is at the desk. */
export function colleagues(desk: Desk): AgentCard[] {
  return desk.agents.filter(({ id, status }) => id !== desk.me?.id && status !== "offline");
}

/** The agent's dispositions in the order shown. */
export const DISPOSITIONS: readonly Disposition[] = [
  "solved",
  "follow_up",
  "not_solved",
  "no_answer",
];
