/** The top of the panel: the shop's name, what we know, the language, the way out. */

import { html, nothing, type TemplateResult } from "lit";
import { File, X } from "lucide";
import { otherLocale } from "../../shared/i18n.ts";
import { icon } from "../../shared/icon.ts";
import type { Scene } from "./scene.ts";

export function header({ text, label, locale, view, sheet, act }: Scene): TemplateResult {
  const reads = sheet === "case";
  return html`<div class="top">
    <h2>${label}</h2>
    ${
      view === null
        ? nothing
        : html`<button
            class="close file"
            aria-label=${text.caseTitle}
            title=${text.caseTitle}
            aria-expanded=${reads ? "true" : "false"}
            @click=${() => (reads ? act.closeSheet() : act.openSheet("case"))}
          >
            ${icon(File)}
          </button>`
    }
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
