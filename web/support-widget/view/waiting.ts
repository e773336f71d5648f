/** The wait, told as it is: the place, for how long, what was done, what one can do meanwhile. */

import { html, nothing, type TemplateResult } from "lit";
import { Check, Clock } from "lucide";
import { clockTime, dayAndTime } from "../../shared/i18n.ts";
import { icon } from "../../shared/icon.ts";
import { preference } from "./preference.ts";
import { rangeOf } from "./range.ts";
import type { Scene } from "./scene.ts";

export function waitingCard(scene: Scene): TemplateResult | typeof nothing {
  const { text, locale, view, waiting, act } = scene;
  if (view?.stage !== "queued") return nothing;
  const since = waiting?.since ?? view.handoff?.at;
  const left = view.handoff?.message;
  const leave = html`<button
    class=${waiting?.offered ? "primary" : "plain"}
    @click=${() => act.openSheet("message")}
  >
    ${text.leave}
  </button>`;
  return html`<section class="card">
    <h3>${icon(Clock)}${title(scene)}</h3>
    ${range(scene)} ${desk(scene)} ${steps(scene)}
    ${
      waiting?.agents_online === 0 && waiting.opens_at !== null
        ? html`<p><strong>${text.waitOpens(dayAndTime(locale, waiting.opens_at))}</strong></p>`
        : nothing
    }
    ${
      waiting?.offered && !left
        ? html`<p>${text.leaveLead} ${text.leaveBy(dayAndTime(locale, waiting.answer_by))}</p>
            ${leave}`
        : nothing
    }
    ${since === undefined ? nothing : html`<p>${text.waitSince(clockTime(locale, since))}</p>`}
    <p>${text.waitLeave} ${text.waitMeanwhile}</p>
    ${left ? html`<p>${text.ticketBy(dayAndTime(locale, left.promised_at))}</p>` : nothing}
    ${waiting?.offered || left ? nothing : leave}
    <button class="plain" @click=${() => act.openSheet("case")}>${text.caseTitle}</button>
    <button class="plain" @click=${act.backToBot}>${text.backToBot}</button>
    ${preference(scene)}
  </section>`;
}

/** "You are next" would promise what nobody at an empty desk can keep. */
function title({ text, waiting }: Scene): string {
  if (waiting === null) return text.waitTitleNoPlace;
  const { position, agents_online: agents } = waiting;
  return agents === 0 ? text.waitTitleNobody(position) : text.waitTitle(position);
}

function range({ text, waiting, behind }: Scene): TemplateResult | typeof nothing {
  const known = waiting && rangeOf(waiting, Date.now() + behind);
  if (!known) return nothing;
  const words =
    known.is === "minutes"
      ? text.waitRange(`${known.from}–${known.to}`)
      : text.waitLonger;
  return html`<p><strong>${words}</strong></p>`;
}

function desk({ text, waiting }: Scene): TemplateResult | typeof nothing {
  if (waiting === null) return nothing;
  const { agents_online: agents } = waiting;
  return html`<p>${agents === 0 ? text.waitNobody : text.waitDesk(agents)}</p>`;
}

/** What the team has done about the wait; that a message is offered shows by itself. */
function steps({ text, view }: Scene): TemplateResult | typeof nothing {
  const done = (view?.handoff?.actions ?? []).flatMap((action) => {
    if (action === "widen") return [text.stepWiden];
    if (action === "alert") return [text.stepAlert];
    return action === "raise_priority" ? [text.stepRaise] : [];
  });
  if (done.length === 0) return nothing;
  return html`<ul class="steps">
    ${done.map((words) => html`<li>${icon(Check)}${words}</li>`)}
  </ul>`;
}
