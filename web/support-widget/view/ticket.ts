/** A message was left: by when it is answered, and where; what one can do meanwhile. */

import { html, nothing, type TemplateResult } from "lit";
import { Check } from "lucide";
import { dayAndTime } from "../../shared/i18n.ts";
import { icon } from "../../shared/icon.ts";
import type { Scene } from "./scene.ts";

export function ticketCard({ text, locale, view, act }: Scene): TemplateResult | typeof nothing {
  const message = view?.handoff?.message;
  if (view?.stage !== "ticket" || !message) return nothing;
  return html`<section class="card">
    <h3>
      ${icon(Check)}${text.ticketAnswer(dayAndTime(locale, message.promised_at), message.contact.value)}
    </h3>
    <p>${text.waitMeanwhile}</p>
    <button class="plain" @click=${act.askHuman}>${text.door}</button>
    <button class="plain" @click=${() => act.openSheet("case")}>${text.caseTitle}</button>
    <button class="plain" @click=${act.backToBot}>${text.ticketWithdraw}</button>
  </section>`;
}
