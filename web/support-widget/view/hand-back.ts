/** The agent would give the conversation back to the bot: nothing happens before the customer agrees. */

import { html, nothing, type TemplateResult } from "lit";
import { Bot } from "lucide";
import { icon } from "../../shared/icon.ts";
import type { Messages } from "../messages/catalogue.ts";
import type { Scene } from "./scene.ts";

export function handBack(scene: Scene): TemplateResult | typeof nothing {
  const { text, view, asked, act } = scene;
  if (view === null || view.recap === null) return nothing;
  const name = view.agent?.name ?? "";
  const busy = asked.answer_hand_back === "sending";
  return html`<section class="card" data-owner="bot">
    <h3>${icon(Bot)}${text.handBackAsk(name)}</h3>
    ${recap(text, view.recap)}
    <div class="choices">
      <button ?disabled=${busy} @click=${() => act.answerHandBack(true)}>${text.handBackYes}</button>
      <button class="to-person" ?disabled=${busy} @click=${() => act.answerHandBack(false)}>
        ${text.handBackNo(name)}
      </button>
    </div>
  </section>`;
}

/** What was agreed, in the agent's words. */
export function recap(text: Messages, words: string): TemplateResult | typeof nothing {
  if (words.trim() === "") return nothing;
  return html`<blockquote class="recap"><b>${text.recap}</b><br />${words}</blockquote>`;
}
