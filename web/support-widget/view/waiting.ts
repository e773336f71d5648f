/** The wait, told as it is: the place, who is there, what one can do meanwhile. */

import { html, nothing, type TemplateResult } from "lit";
import { Clock } from "lucide";
import { clockTime, dayAndTime } from "../../shared/i18n.ts";
import { icon } from "../../shared/icon.ts";
import { preference } from "./preference.ts";
import type { Scene } from "./scene.ts";

export function waitingCard(scene: Scene): TemplateResult | typeof nothing {
  const { text, locale, view, waiting, act } = scene;
  if (view?.stage !== "queued") return nothing;
  const since = waiting?.since ?? view.handoff?.at;
  return html`<section class="waiting">
    <h3>${icon(Clock)}${title(scene)}</h3>
    ${desk(scene)}
    ${since === undefined ? nothing : html`<p>${text.waitSince(clockTime(locale, since))}</p>`}
    <p>${text.waitLeave} ${text.waitMeanwhile}</p>
    ${
      waiting?.agents_online === 0 && waiting.opens_at !== null
        ? html`<p><strong>${text.waitOpens(dayAndTime(locale, waiting.opens_at))}</strong></p>`
        : nothing
    }
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

function desk({ text, waiting }: Scene): TemplateResult | typeof nothing {
  if (waiting === null) return nothing;
  const { agents_online: agents } = waiting;
  return html`<p>${agents === 0 ? text.waitNobody : text.waitDesk(agents)}</p>`;
}
