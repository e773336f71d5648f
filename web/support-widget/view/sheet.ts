/** What lies over the log for a while: a heading, the way back, and what it is about. */

import { html, type TemplateResult } from "lit";
import { ArrowLeft } from "lucide";
import { icon } from "../../shared/icon.ts";
import type { Scene } from "./scene.ts";

export function sheet(
  { text, act }: Scene,
  title: string,
  content: TemplateResult,
): TemplateResult {
  return html`<section class="sheet" aria-labelledby="sheet-title">
    <div class="sheet-top">
      <button class="close" aria-label=${text.back} title=${text.back} @click=${act.closeSheet}>
        ${icon(ArrowLeft)}
      </button>
      <h3 id="sheet-title" tabindex="-1">${title}</h3>
    </div>
    ${content}
  </section>`;
}
