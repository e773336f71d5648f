/** Where one writes. */

import { html, nothing, type TemplateResult } from "lit";
import { ArrowUp } from "lucide";
import { icon } from "../../shared/icon.ts";
import { isOver } from "../session.ts";
import { preference } from "./preference.ts";
import type { Scene } from "./scene.ts";

export function composer(scene: Scene): TemplateResult {
  const { text, view, confirmsEnd, act } = scene;
  if (view !== null && isOver(view)) {
    return html`<div class="foot over">
      <button class="primary" @click=${act.startAnew}>${text.startAnew}</button>
      ${preference(scene)}
    </div>`;
  }
  if (confirmsEnd) {
    return html`<div class="foot confirm" role="group" aria-label=${text.endQuestion}>
      <p>${text.endQuestion}</p>
      <button class="primary" @click=${act.end}>${text.endYes}</button>
      <button class="secondary" @click=${() => act.askEnd(false)}>${text.endNo}</button>
    </div>`;
  }
  return html`<div class="foot">
    ${view?.stage === "queued" ? addressee(scene) : nothing} ${form(scene)}
    <div class="below">
      ${
        scene.tooLongBy > 0
          ? html`<span class="too-long" role="status">${text.tooLong(scene.tooLongBy)}</span>`
          : nothing
      }
      ${view?.peopleFirst && view.stage !== "queued" ? preference(scene) : nothing}
      ${
        view === null || view.stage === "ticket"
          ? nothing
          : html`<button class="plain" @click=${() => act.askEnd(true)}>${text.end}</button>`
      }
    </div>
  </div>`;
}

function form(scene: Scene): TemplateResult {
  const { text, act } = scene;
  const prompt = placeholder(scene);
  const submit = (event: Event): void => {
    event.preventDefault();
    act.submit();
  };
  const key = (event: KeyboardEvent): void => {
    if (!sends(event)) return;
    event.preventDefault();
    act.submit();
  };
  // The text is the textarea's own: writing to it while a syllable is composed would break the syllable.
  return html`<form @submit=${submit}>
    <textarea
      rows="1"
      data-draft="say"
      aria-label=${prompt}
      placeholder=${prompt}
      enterkeyhint="send"
      @keydown=${key}
      @input=${act.wrote}
    ></textarea>
    <button class="send" aria-label=${text.send} title=${text.send}>${icon(ArrowUp)}</button>
  </form>`;
}

const COMPOSING = 229;

/**
 * Enter sends and Shift+Enter begins a line. While an input method composes a syllable, Enter finishes the
 * syllable: `isComposing` says so, and `keyCode` 229 where a browser (Safari) ends the composition first.
 */
export function sends(
  event: Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">,
): boolean {
  return (
    event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== COMPOSING
  );
}

/** While waiting, words are for the person unless the customer says otherwise. */
function addressee({ text, asksBot, act }: Scene): TemplateResult {
  return html`<div class="addressee" role="radiogroup" aria-label=${text.addressee}>
    <label>
      <input type="radio" name="to" .checked=${!asksBot} @change=${() => act.address(false)} />
      <span>${text.toPerson}</span>
    </label>
    <label>
      <input type="radio" name="to" .checked=${asksBot} @change=${() => act.address(true)} />
      <span>${text.toBot}</span>
    </label>
  </div>`;
}

function placeholder({ text, view, asksBot }: Scene): string {
  if (view?.stage === "assigned") return text.writeTo(view.agent?.name ?? "");
  if (view?.stage === "queued") return asksBot ? text.writeToBot : text.writeToPerson;
  return text.write;
}
