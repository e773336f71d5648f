import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { CircleCheck, CircleX, Clock, UserX, type IconNode } from "lucide";
import { base } from "../../shared/desk/styles/base.ts";
import type { Disposition } from "../../shared/frames.ts";
import { icon } from "../../shared/icon.ts";
import { DISPOSITIONS } from "../core/desk-view.ts";
import type { Catalogue } from "../messages/messages.ts";

const ICONS: Readonly<Record<Disposition, IconNode>> = {
  solved: CircleCheck,
  follow_up: Clock,
  not_solved: CircleX,
  no_answer: UserX,
};

/** Asks what came of the conversation; one press answers it. */
@customElement("hr-wrap-up")
export class WrapUp extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: var(--hr-space-2) var(--hr-space-4) var(--hr-space-4);
      }
      .box {
        display: grid;
        gap: var(--hr-space-3);
        max-width: 54rem;
        margin: 0 auto;
        padding: var(--hr-space-4);
        border: 1px solid var(--hr-line);
        border-radius: var(--hr-radius-m);
        background: var(--hr-surface);
        box-shadow: var(--hr-lift);
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--hr-space-3);
      }
      h2 {
        font-size: var(--hr-text-m);
        font-weight: 650;
      }
      .head p {
        color: var(--hr-ink-soft);
        font-size: var(--hr-text-s);
      }
      .choices {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr));
        gap: var(--hr-space-2);
      }
      .choices button {
        justify-content: flex-start;
        min-height: 2.75rem;
        white-space: normal;
        text-align: start;
      }
      .choices .icon {
        color: var(--hr-ink-soft);
      }
    `,
  ];

  @property({ attribute: false }) words!: Catalogue;
  /** The conversation is not ended yet: the choice ends it, and can still be called off. */
  @property({ type: Boolean }) ending = false;
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) choose!: (disposition: Disposition) => void;
  @property({ attribute: false }) cancel!: () => void;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".choices button")?.focus();
  }

  override render(): TemplateResult {
    const { words } = this;
    return html`<div class="box" role="group" aria-labelledby="question" @keydown=${this.key}>
      <div class="head">
        <div>
          <h2 id="question">${words.wrapUpQuestion}</h2>
          ${this.ending ? html`<p>${words.endHint}</p>` : nothing}
        </div>
        ${
          this.ending
            ? html`<button class="quiet" @click=${this.cancel}>${words.keepOpen}</button>`
            : nothing
        }
      </div>
      <div class="choices">
        ${DISPOSITIONS.map(
          (disposition) =>
            html`<button ?disabled=${this.busy} @click=${() => this.choose(disposition)}>
              ${icon(ICONS[disposition])}${words.dispositions[disposition]}
            </button>`,
        )}
      </div>
    </div>`;
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.ending) this.cancel();
  };
}
