import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { LockKeyhole, Send } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { MAX_TEXT } from "../../shared/frames.ts";
import { icon } from "../../shared/icon.ts";
import type { Writing } from "../core/desk.ts";
import type { Catalogue } from "../messages/messages.ts";

/** Some browsers end a composition before they tell of the Enter that ended it; this code says it was one. */
const COMPOSING_KEY = 229;

/**
 * Where the agent writes, to the customer or a note for colleagues: Enter sends, Shift+Enter breaks the line,
 * composition (Korean) never sends half a syllable. A note looks and reads like none of the replies.
 */
@customElement("hr-composer")
export class Composer extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: var(--hr-space-2) var(--hr-space-4) var(--hr-space-3);
      }
      .box {
        display: flex;
        align-items: flex-end;
        gap: var(--hr-space-2);
        max-width: 54rem;
        margin: 0 auto;
        padding: var(--hr-space-2) var(--hr-space-2) var(--hr-space-2) var(--hr-space-3);
        border: 1px solid var(--hr-line-strong);
        border-radius: var(--hr-radius-m);
        background: var(--hr-surface);
      }
      .box:focus-within {
        border-color: var(--hr-focus);
        outline: 1px solid var(--hr-focus);
      }
      .box.note {
        border: 2px dashed var(--hr-warn);
        background: var(--hr-warn-soft);
      }
      .box.note > .icon {
        align-self: center;
        color: var(--hr-warn);
      }
      .box.note .primary {
        background: var(--hr-warn);
        color: var(--hr-surface);
      }
      fieldset {
        display: inline-flex;
        gap: 0.125rem;
        margin: 0;
        padding: 0;
        border: 0;
      }
      .modes {
        display: flex;
        align-items: center;
        gap: var(--hr-space-3);
        max-width: 54rem;
        margin: 0 auto;
        padding-bottom: var(--hr-space-1);
        color: var(--hr-ink-soft);
        font-size: 0.75rem;
      }
      .modes label {
        position: relative;
        display: inline-flex;
        align-items: center;
        gap: 0.3rem;
        min-height: 1.75rem;
        padding: 0 var(--hr-space-3);
        border-radius: var(--hr-radius-pill);
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
        font-weight: 600;
        cursor: pointer;
      }
      .modes label:has(:checked) {
        background: var(--shade);
        color: var(--hr-ink);
      }
      .modes label.note:has(:checked) {
        background: var(--hr-warn-soft);
        color: var(--hr-warn);
      }
      .modes label:has(:focus-visible) {
        outline: 2px solid var(--hr-focus);
      }
      .modes input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      textarea {
        flex: 1;
        min-width: 0;
        min-height: 2.25rem;
        max-height: min(12rem, 30vh);
        padding: 0.375rem 0;
        border: 0;
        background: none;
        line-height: 1.5;
        resize: none;
      }
      textarea:focus-visible {
        outline: none; /* the box around it shows the focus */
      }
      textarea::placeholder {
        color: var(--hr-ink-soft);
        opacity: 1;
      }
      .under {
        display: flex;
        justify-content: space-between;
        gap: var(--hr-space-3);
        max-width: 54rem;
        margin: 0 auto;
        padding: var(--hr-space-1) 0.25rem 0;
        color: var(--hr-ink-soft);
        font-size: 0.75rem;
      }
      .over {
        color: var(--hr-danger);
        font-weight: 600;
      }
      @media (max-width: 45rem), (max-height: 35rem) {
        .hint {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  @property({ attribute: false }) customer!: string;
  @property({ attribute: false }) draft = "";
  @property({ attribute: false }) mode: Writing = "reply";
  /** Changes the mode; null where there is but one. */
  @property({ attribute: false }) setMode: ((mode: Writing) => void) | null = null;
  @property({ attribute: false }) write!: (text: string) => void;
  @property({ attribute: false }) send!: (text: string) => void;

  @query("textarea") private field!: HTMLTextAreaElement;

  override focus(): void {
    this.field.focus();
  }

  override updated(): void {
    const { field } = this;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }

  override render(): TemplateResult {
    const { words, customer, draft } = this;
    const over = overBy(draft);
    const note = this.mode === "note";
    return html`
      ${
        this.setMode === null
          ? nothing
          : html`<div class="modes">
              <fieldset>
                <legend class="spoken">${words.writeWhat}</legend>
                ${this.choice("reply", words.replyMode)} ${this.choice("note", words.noteMode)}
              </fieldset>
              <span class="hint" aria-hidden="true">${words.modeHint}</span>
            </div>`
      }
      <div class="box ${this.mode}">
        ${note ? icon(LockKeyhole) : nothing}
        <textarea
          rows="1"
          aria-label=${note ? words.noteFor(customer) : words.replyTo(customer)}
          aria-describedby="hint"
          aria-invalid=${over > 0}
          placeholder=${note ? words.notePlaceholder : words.replyPlaceholder}
          .value=${live(draft)}
          @input=${() => this.write(this.field.value)}
          @keydown=${this.key}
        ></textarea>
        <button class="primary" ?disabled=${!sendable(draft)} @click=${this.submit}>
          ${note ? words.saveNote : html`${icon(Send)}${words.send}`}
        </button>
      </div>
      <div class="under">
        <span class="hint" id="hint">${words.sendHint}</span>
        ${over > 0 ? html`<span class="over" role="status">${words.tooLong(over)}</span>` : nothing}
      </div>
    `;
  }

  private choice(mode: Writing, text: string): TemplateResult {
    return html`<label class=${mode}>
      <input
        type="radio"
        name="mode"
        value=${mode}
        .checked=${live(this.mode === mode)}
        @change=${() => this.change(mode)}
      />${mode === "note" ? icon(LockKeyhole) : nothing}${text}
    </label>`;
  }

  private change(mode: Writing): void {
    this.setMode?.(mode);
    this.field.focus();
  }

  private readonly key = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyI" && this.setMode !== null) {
      event.preventDefault();
      this.change(this.mode === "reply" ? "note" : "reply");
      return;
    }
    if (event.key === "Escape") {
      this.field.blur();
      return;
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    if (event.isComposing || event.keyCode === COMPOSING_KEY) return;
    event.preventDefault();
    this.submit();
  };

  private readonly submit = (): void => {
    const text = this.field.value;
    if (sendable(text)) this.send(text.trim());
    this.field.focus();
  };
}

/** How many characters a text has too many. The gateway counts characters, not UTF-16 halves. */
function overBy(text: string): number {
  return text.length <= MAX_TEXT ? 0 : Math.max(0, [...text.trim()].length - MAX_TEXT);
}

function sendable(text: string): boolean {
  return text.trim() !== "" && overBy(text) === 0;
}
