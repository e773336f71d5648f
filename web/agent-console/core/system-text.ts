/** What a system line says: one plain sentence for everything that is no message. Pure. */

import { dayAndTime, type Locale } from "../../shared/i18n.ts";
import { causeText, dispositionText, fieldText, type Catalogue } from "../messages/messages.ts";
import type { SystemLine } from "./transcript.ts";

/**
 * The sentence; null for an event that says nothing to an agent.
 *
 * @param queue names a queue by its id.
 */
export function systemText(
  words: Catalogue,
  { event, mine }: SystemLine,
  locale: Locale,
  queue: (id: string) => string,
): string | null {
  switch (event.kind) {
    case "started": {
      const began = event.page?.title ? words.startedOn(event.page.title) : words.started;
      return event.continues === null ? began : `${began} · ${words.continues}`;
    }
    case "context_changed": {
      const parts = [
        event.page && words.movedTo(event.page.title || event.page.url),
        event.locale &&
          words.switchedLanguage(event.locale === "ko" ? words.korean : words.english),
      ].filter((part) => part !== null);
      return parts.length > 0 ? parts.join(" · ") : null;
    }
    case "identified":
      return event.customer_name === null
        ? words.identified
        : words.identifiedAs(event.customer_name);
    case "handoff_requested":
      if (event.by === "bot") return words.botHandedOver(causeText(words, event.cause));
      return event.cause === "asked" ? words.askedForPerson : causeText(words, event.cause);
    case "handoff_cancelled":
      return words.wentBackToBot;
    case "assigned":
      if (event.by === "routing")
        return mine ? words.youWereGiven : words.agentWasGiven(event.agent.name);
      return mine ? words.youTookOver : words.agentTookOver(event.agent.name);
    case "released":
      if (event.cause === "absent") return words.releasedAbsent(event.agent.name);
      if (event.cause === "unanswered") return words.releasedUnanswered(event.agent.name);
      return mine ? words.youReleased : words.agentReleased(event.agent.name);
    case "transferred": {
      const to = event.to_agent?.name ?? words.inQueue(queue(event.to_queue ?? ""));
      return mine ? words.youTransferred(to) : words.agentTransferred(event.agent.name, to);
    }
    case "hand_back_offered":
      return withRecap(mine ? words.youOffered : words.agentOffered(event.agent.name), event.recap);
    case "hand_back_declined":
      return words.handBackDeclined;
    case "handed_back":
      return withRecap(
        mine ? words.youHandedBack : words.agentHandedBack(event.agent.name),
        event.recap ?? "",
      );
    case "sla_stepped":
      return words.stepTaken(
        Math.round(event.after / 60),
        event.actions.map((action) => words.steps[action]).join(", "),
      );
    case "message_left":
      return words.leftMessage(event.contact.value, dayAndTime(locale, event.promised_at));
    case "case_corrected":
      return words.corrected(fieldText(words, event.field), event.value);
    case "ended":
      if (event.by === "silence") return words.silenceEnded;
      return event.by === "customer" ? words.customerEnded : words.agentEnded;
    case "wrapped_up":
      return words.wrappedUp(dispositionText(words, event.disposition));
    default:
      return null;
  }
}

function withRecap(sentence: string, recap: string): string {
  return recap.trim() === "" ? sentence : `${sentence}: “${recap}”`;
}
