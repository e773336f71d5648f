/** "Skip the bot next time": a quiet tick, beside the wait and at the end, and wherever it can be taken back. */

import { html, type TemplateResult } from "lit";
import type { Scene } from "./scene.ts";

export function preference({ text, view, peopleFirst, act }: Scene): TemplateResult {
  const change = (event: Event): void =>
    act.peopleFirst((event.currentTarget as HTMLInputElement).checked);
  const wish = peopleFirst ?? view?.peopleFirst ?? false;
  return html`<label class="preference">
    <input type="checkbox" .checked=${wish} @change=${change} />
    <span>${text.peopleFirst}</span>
  </label>`;
}
