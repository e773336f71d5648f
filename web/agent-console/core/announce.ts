/**
 * What a screen reader says of its own accord: new customers in the queue, what was given to the agent, who waits
 * too long, new words in other conversations. Pure.
 */

import type { ConversationCard } from "../../shared/frames.ts";
import type { Catalogue } from "../messages/messages.ts";
import { causeText } from "../messages/messages.ts";
import type { Desk } from "./desk.ts";
import { unreadOf } from "./desk-view.ts";

/** The sentences for what changed from one desk to the next; none for the first picture of it. */
export function news(before: Desk | null, after: Desk, words: Catalogue): string[] {
  if (before === null || !before.ready) return [];
  const known = new Set([...before.queue, ...before.mine].map((card) => card.conversation));
  const waiting = after.queue
    .filter((card) => !known.has(card.conversation))
    .map((card) =>
      words.newWaiting(
        card.customer_name ?? words.visitor,
        causeText(words, card.cause ?? "asked"),
      ),
    );
  const given = after.mine
    .filter(({ conversation: id }) => after.given[id] && !before.given[id])
    .map((card) => words.givenToYou(card.customer_name ?? words.visitor));
  const alerted = after.queue
    .filter((card) => isAlerted(card) && before.queue.some((one) => isCalm(one, card)))
    .map((card) => words.waitsTooLong(card.customer_name ?? words.visitor));
  const messages = after.mine
    .filter(({ conversation }) => unreadOf(after, conversation) > unreadOf(before, conversation))
    .map((card) => words.newMessageFrom(card.customer_name ?? words.visitor));
  return [...waiting, ...given, ...alerted, ...messages];
}

/** Whether the team was told that this customer waits too long. */
export function isAlerted(card: ConversationCard): boolean {
  return card.actions.includes("alert");
}

function isCalm(one: ConversationCard, later: ConversationCard): boolean {
  return one.conversation === later.conversation && !isAlerted(one);
}
