/** The button in the corner. */

import { html, nothing, type TemplateResult } from "lit";
import { MessageCircle } from "lucide";
import { icon } from "../../shared/icon.ts";
import type { Scene } from "./scene.ts";

export function launcher({ text, unread, act }: Scene): TemplateResult {
  return html`<button
    class="launcher"
    aria-haspopup="dialog"
    aria-expanded="false"
    aria-label=${unread > 0 ? text.launchUnread(unread) : text.launch}
    @click=${act.open}
  >
    ${icon(MessageCircle)}<span>${text.launch}</span>
    ${unread > 0 ? html`<b class="unread" aria-hidden="true">${unread}</b>` : nothing}
  </button>`;
}
