import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { Send } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import { MAX_TEXT } from "../../shared/frames.ts";
import { icon } from "../../shared/icon.ts";
import type { Catalogue } from "../messages/messages.ts";

/** Some browsers end a composition before they tell of the Enter that ended it; this code says it was one. */
const COMPOSING_KEY = 229;

/** Where the agent writes: Enter sends, Shift+Enter breaks the line, composition (Korean) never sends half a syllable. */
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
      textarea {
        flex: 1;
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
    return html`
      <div class="box">
        <textarea
          rows="1"
          aria-label=${words.replyTo(customer)}
          aria-describedby="hint"
          aria-invalid=${over > 0}
          placeholder=${words.replyPlaceholder}
          .value=${live(draft)}
          @input=${() => this.write(this.field.value)}
          @keydown=${this.key}
        ></textarea>
        <button class="primary" ?disabled=${!sendable(draft)} @click=${this.submit}>
          ${icon(Send)}${words.send}
        </button>
      </div>
      <div class="under">
        <span class="hint" id="hint">${words.sendHint}</span>
        ${over > 0 ? html`<span class="over" role="status">${words.tooLong(over)}</span>` : nothing}
      </div>
    `;
  }

  private readonly key = (event: KeyboardEvent): void => {
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
