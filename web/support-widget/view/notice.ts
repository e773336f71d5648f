/** A line that nobody said: the conversation changed hands. */

import { html, nothing, type TemplateResult } from "lit";
import { clockTime } from "../../shared/i18n.ts";
import type { Item, Notice } from "../../shared/reducer.ts";
import type { Messages } from "../messages/catalogue.ts";
import { recap } from "./hand-back.ts";
import type { Scene } from "./scene.ts";

export function notice(
  { text, locale }: Scene,
  { notice, at }: Extract<Item, { kind: "notice" }>,
): TemplateResult | typeof nothing {
  const words = say(text, notice);
  if (words === null) return nothing;
  return html`<li class="notice">
    <span>${words}</span>
    <time datetime=${new Date(at).toISOString()}>${clockTime(locale, at)}</time>
    ${notice.kind === "handed_back" ? recap(text, notice.recap) : nothing}
  </li>`;
}

/** Null for what a customer need not be told. */
function say(text: Messages, notice: Notice): string | null {
  switch (notice.kind) {
    case "started":
      return notice.continues === null ? null : text.continued;
    case "identified":
      return notice.name === null ? text.identifiedNameless : text.identified(notice.name);
    case "handoff_requested":
      if (notice.cause === "people_first") return text.peopleFirstAsked;
      return notice.by === "customer" ? text.youAsked : text.botAsked;
    case "handoff_cancelled":
      return notice.withdrawn ? text.withdrawn : text.cancelled;
    case "assigned":
      return notice.by === "routing"
        ? text.given(notice.agent.name)
        : text.joined(notice.agent.name);
    case "released":
      return notice.cause === "unanswered"
        ? text.unanswered(notice.agent.name)
        : text.released(notice.agent.name);
    case "transferred":
      return text.transferred(notice.agent.name, notice.to?.name ?? text.otherTeam);
    case "hand_back_declined":
      return text.handBackDeclined;
    case "handed_back":
      return text.handedBack(notice.agent.name);
    case "ended":
      if (notice.by === "silence") return text.endedBySilence;
      return notice.by === "customer" ? text.endedByYou : text.endedByPerson;
    case "wrapped_up":
      return null;
  }
}
