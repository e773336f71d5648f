/** What a system line says: one plain sentence for everything that is no message. Pure. */

import { causeText, dispositionText, type Catalogue } from "../messages/messages.ts";
import type { SystemLine } from "./transcript.ts";

/** The sentence; null for an event that says nothing to an agent. */
export function systemText(words: Catalogue, { event, mine }: SystemLine): string | null {
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
      return mine ? words.youTookOver : words.agentTookOver(event.agent.name);
    case "released":
      return mine ? words.youReleased : words.agentReleased(event.agent.name);
    case "handed_back":
      return mine ? words.youHandedBack : words.agentHandedBack(event.agent.name);
    case "ended":
      return event.by === "customer" ? words.customerEnded : words.agentEnded;
    case "wrapped_up":
      return words.wrappedUp(dispositionText(words, event.disposition));
    default:
      return null;
  }
}
