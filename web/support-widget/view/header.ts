/** The top of the panel: the shop's name, the language, the way out. */

import { html, type TemplateResult } from "lit";
import { X } from "lucide";
import { otherLocale } from "../../shared/i18n.ts";
import { icon } from "../../shared/icon.ts";
import type { Scene } from "./scene.ts";

export function header({ text, label, locale, act }: Scene): TemplateResult {
  return html`<div class="top">
    <h2>${label}</h2>
    <button
      class="language"
      lang=${otherLocale(locale)}
      title=${text.switchLanguage}
      @click=${act.switchLanguage}
    >
      ${text.otherLanguage}
    </button>
    <button class="close" aria-label=${text.close} title=${text.close} @click=${act.close}>
      ${icon(X)}
    </button>
  </div>`;
}
