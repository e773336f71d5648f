/** Who has the conversation now, and the door to a person: in the panel's frame, in every stage. */

import { html, type TemplateResult } from "lit";
import { Check, UserRound } from "lucide";
import { dayAndTime } from "../../shared/i18n.ts";
import { icon } from "../../shared/icon.ts";
import { isOver } from "../session.ts";
import { isOffline, type Scene } from "./scene.ts";

export function bar(scene: Scene): TemplateResult {
  const { text, view, asking, act } = scene;
  const taken = asking === "asking" || view?.stage === "queued" || view?.stage === "assigned";
  return html`<div class="bar" data-owner=${owner(scene)}>
    <p class="status" role="status" tabindex="-1">${status(scene)}</p>
    <button class="door" aria-pressed=${taken ? "true" : "false"} @click=${act.askHuman}>
      ${icon(taken ? Check : UserRound)}<span>${text.door}</span>
    </button>
  </div>`;
}

function owner({ view, asking }: Scene): "bot" | "person" {
  return asking !== null || view?.stage === "queued" || view?.stage === "assigned"
    ? "person"
    : "bot";
}

/** Says only what is so: that somebody comes is never said before the gateway has the request. */
function status(scene: Scene): string {
  const { text, locale, view, asking, waiting } = scene;
  if (asking === "asking") return isOffline(scene) ? text.askingOffline : text.asking;
  if (asking === "failed") return text.askFailed;
  if (view === null) return text.withBot;
  if (view.stage === "assigned") return text.withPerson(view.agent?.name ?? "");
  if (view.stage === "queued") {
    if (waiting === null) return text.waitingNoPlaceYet;
    return waiting.agents_online === 0 ? text.waitingNobody : text.waitingPlace(waiting.position);
  }
  const left = view.handoff?.message;
  if (view.stage === "ticket" && left) return text.ticketBy(dayAndTime(locale, left.promised_at));
  return isOver(view) ? text.over : text.withBot;
}
