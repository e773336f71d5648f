/** The marks of a waiting customer, in words and not by colour alone. */

import { html, nothing, type TemplateResult } from "lit";
import { BellRing, ChevronsUp, Frown, Mail, MessageCircle, UsersRound, type IconNode } from "lucide";
import type { ConversationCard } from "../../shared/frames.ts";
import { icon } from "../../shared/icon.ts";
import { dayAndTime, type Locale } from "../../shared/i18n.ts";
import { causeText, type Catalogue } from "../messages/messages.ts";

export interface Marked {
  readonly words: Catalogue;
  readonly locale: Locale;
  readonly card: ConversationCard;
  /** Where it was transferred to; null: nowhere. */
  readonly queue: string | null;
  readonly here: boolean;
  /** The gateway's time. Milliseconds since 1970. */
  readonly now: number;
}

/** Why they wait, what is promised to them, how they are, and what was done about the wait. */
export function marks({ words, locale, card, queue, here, now }: Marked): TemplateResult {
  const { promised_at: promised, actions } = card;
  return html`
    ${promised === null ? nothing : promise(words, dayAndTime(locale, promised), promised < now)}
    ${actions.includes("alert") ? mark("alarm", BellRing, words.stepMarks.alert) : nothing}
    ${card.cause ? html`<span class="mark person">${causeText(words, card.cause)}</span>` : nothing}
    ${card.mood === "upset" ? mark("person", Frown, words.upsetMark) : nothing}
    ${queue === null ? nothing : html`<span class="mark accent">${queue}</span>`}
    ${actions.includes("raise_priority") ? mark("", ChevronsUp, words.stepMarks.raise_priority) : nothing}
    ${actions.includes("widen") ? mark("", UsersRound, words.stepMarks.widen) : nothing}
    <span class="mark">${card.locale === "ko" ? words.korean : words.english}</span>
    ${here ? mark("here", MessageCircle, words.hereMark) : nothing}
  `;
}

/** By when a left message is to be answered. */
export function promise(words: Catalogue, when: string, late: boolean): TemplateResult {
  return late
    ? mark("alarm", Mail, words.ticketLate(when))
    : mark("accent", Mail, words.ticketBy(when));
}

function mark(kind: string, node: IconNode, text: string): TemplateResult {
  return html`<span class="mark ${kind}">${icon(node)}${text}</span>`;
}
